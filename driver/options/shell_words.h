#pragma once

#include <string>
#include <string_view>

namespace bb {

/// Returns `text` as one word of a shell's command line, in quotes where it needs them.
std::string shell_word(std::string_view text);

/// The same of a path, which no command takes for an option.
std::string shell_path(std::string_view path);

}  // namespace bb
