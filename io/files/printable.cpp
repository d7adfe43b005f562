#include "io/files/printable.h"

#include <cstdint>

#include "io/files/text.h"

namespace bb {
namespace {

bool is_obeyed(uint32_t code) noexcept {
  if (code == '\n' || code == '\t') { return false; }
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||  // C0, DEL, C1
         code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) ||  // directions
         code == 0x2028 || code == 0x2029;      // other line ends
}

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const std::string_view bytes = text.substr(0, character.bytes == 0 ? 1 : character.bytes);
    if (character.bytes == 0 || is_obeyed(character.code)) {
      append_hex(out, bytes);
    } else {
      out.append(bytes);
    }
    text.remove_prefix(bytes.size());
  }
  return out;
}

std::string cut_text(std::string_view text, size_t most_bytes) {
  if (text.size() <= most_bytes) { return std::string(text); }
  constexpr std::string_view more = "…";
  size_t end = most_bytes - more.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) { --end; }
  return std::string(text.substr(0, end)).append(more);
}

}  // namespace bb
