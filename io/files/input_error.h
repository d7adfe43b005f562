#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bb {

/// Where something stands in the input. Numbers are 1-based, 0 where unknown.
struct InputPlace {
  std::filesystem::path file{};
  size_t line = 0;
  size_t column = 0;
  std::string field{};  // sequences[0].protein.sequence
};

/// Input that cannot be used. what() is "file, line 3, column 5, field: problem. How to mend it".
class InputError : public std::runtime_error {
 public:
  InputError(InputPlace place, std::string_view problem, std::string_view mend = {});

  const InputPlace& place() const noexcept { return place_; }
  const std::string& problem() const noexcept { return problem_; }
  const std::string& mend() const noexcept { return mend_; }

 private:
  InputPlace place_;
  std::string problem_;
  std::string mend_;
};

/// Text from a file, fit for an error message: bounded length, control and non-ASCII bytes as
/// `\xNN`, in single quotes.
std::string quote(std::string_view text);

}  // namespace bb
