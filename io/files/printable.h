#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bb {

/// Text fit for a terminal and for a stored message: what a terminal would obey (control
/// characters, those that turn the direction of writing) and what is not UTF-8 becomes `\xNN` byte
/// by byte. Line ends and tabs stay, and so does all other UTF-8.
std::string printable(std::string_view text);

/// At most `most_bytes` of UTF-8, cut between characters; what was cut ends with "…".
std::string cut_text(std::string_view text, size_t most_bytes);

}  // namespace bb
