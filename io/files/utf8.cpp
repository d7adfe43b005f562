#include "io/files/utf8.h"

#include <cstddef>

namespace bb {

bool is_utf8(std::string_view text) noexcept {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - i < length) { return false; }
    uint32_t code = lead & (0x7FU >> length);
    for (size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0U) != 0x80U) { return false; }
      code = (code << 6) | (next & 0x3FU);
    }
    const uint32_t least = length == 4 ? 0x10000U : length == 3 ? 0x800U : 0x80U;
    if (code < least || code > 0x10FFFFU || (code >= 0xD800U && code < 0xE000U)) { return false; }
    i += length;
  }
  return true;
}

void append_utf8(uint32_t code, std::string& out) {
  const auto add = [&](uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80U) {
    add(code);
  } else if (code < 0x800U) {
    add(0xC0U | (code >> 6));
    add(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    add(0xE0U | (code >> 12));
    add(0x80U | ((code >> 6) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  } else {
    add(0xF0U | (code >> 18));
    add(0x80U | ((code >> 12) & 0x3FU));
    add(0x80U | ((code >> 6) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  }
}

}  // namespace bb
