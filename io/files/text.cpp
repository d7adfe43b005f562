#include "io/files/text.h"

#include <array>
#include <cstddef>

namespace bb {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white = " \t\n\v\f\r";
  const size_t start = text.find_first_not_of(white);
  return start == std::string_view::npos
             ? std::string_view{}
             : text.substr(start, text.find_last_not_of(white) - start + 1);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) { c = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
  return lower;
}

std::string format_ending(const std::filesystem::path& path) {
  const std::string ending = lower_case(path.extension().string());
  return ending == ".gz" ? lower_case(path.stem().extension().string()) : ending;
}

std::string plain_stem(const std::filesystem::path& path) {
  const bool zipped = lower_case(path.extension().string()) == ".gz";
  return (zipped ? path.stem().stem() : path.stem()).string();
}

std::string as_utf8(std::string_view text) {
  if (is_utf8(text)) { return std::string(text); }
  // 0x80 to 0x9f; where Windows has no character, U+FFFD.
  constexpr std::array<char16_t, 32> upper{
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
      continue;
    }
    const unsigned code = byte < 0xA0 ? upper[byte - 0x80U] : byte;
    if (code < 0x800) {
      out += static_cast<char>(0xC0U | code >> 6U);
    } else {
      out += static_cast<char>(0xE0U | code >> 12U);
      out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    }
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
  return out;
}

Utf8Character first_character(std::string_view text) noexcept {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) { return {}; }
  const char32_t lead = byte(0);
  if (lead < 0x80) { return {lead, 1}; }
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) { return {}; }
  char32_t code = lead & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) { return {}; }
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  const char32_t least = bytes == 4 ? 0x10000 : bytes == 3 ? 0x800 : 0x80;
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < least || code > 0x10FFFF || surrogate ? Utf8Character{}
                                                      : Utf8Character{code, bytes};
}

size_t invalid_utf8(std::string_view text) noexcept {
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = first_character(text.substr(at)).bytes;
    if (bytes == 0) { return at; }
    at += bytes;
  }
  return std::string_view::npos;
}

}  // namespace bb
