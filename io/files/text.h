#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace bb {

/// ASCII alone, whatever the locale.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

/// Without spaces, tabs and other ASCII white space at both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// With A-Z replaced by a-z.
std::string lower_case(std::string_view text);

/// ".csv" of a.CSV and a.csv.gz: in lower case, that of gzip left out.
std::string format_ending(const std::filesystem::path& path);

/// a of b/a.csv and b/a.csv.gz.
std::string plain_stem(const std::filesystem::path& path);

/// The text as UTF-8: itself where it is that, else as if it were Windows-1252, which programs of
/// that system write.
std::string as_utf8(std::string_view text);

/// A character of UTF-8 (RFC 3629: shortest forms, no surrogates, nothing above U+10FFFF).
struct Utf8Character {
  char32_t code = 0;
  size_t bytes = 0;  // 0: there is none
};

Utf8Character first_character(std::string_view text) noexcept;

/// The byte at which text stops being UTF-8, or npos.
size_t invalid_utf8(std::string_view text) noexcept;

inline bool is_utf8(std::string_view text) noexcept {
  return invalid_utf8(text) == std::string_view::npos;
}

}  // namespace bb
