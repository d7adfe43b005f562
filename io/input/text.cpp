#include "io/input/text.h"

#include <cstddef>

namespace bb {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white = " \t\n\v\f\r";
  const std::size_t start = text.find_first_not_of(white);
  return start == std::string_view::npos
             ? std::string_view{}
             : text.substr(start, text.find_last_not_of(white) - start + 1);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
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

std::size_t invalid_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || text.size() - i < length) return i;
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      // The second byte's range excludes long forms, surrogates and what is above U+10FFFF.
      const unsigned least = k > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      const unsigned most = k > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      if (next < least || next > most) return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace bb
