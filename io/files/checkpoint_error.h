#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace bb {

/// A checkpoint that cannot be used. The message says where (path, entry, byte), what is wrong and
/// how to mend it.
class CheckpointError : public std::runtime_error {
 public:
  explicit CheckpointError(const std::string& message) : std::runtime_error(message) {}
  CheckpointError(std::string_view where, std::string_view what, std::string_view mend = {});
};

/// What to do about bytes that do not add up, wherever that is found.
inline constexpr std::string_view download_again =
    "The file is damaged or incomplete: download or copy it again and compare its size and SHA-256 "
    "with the source";

/// Text from a file, fit for an error message: bounded length, control and non-ASCII bytes as
/// `\xNN`, in single quotes.
std::string in_quotes(std::string_view text);

}  // namespace bb
