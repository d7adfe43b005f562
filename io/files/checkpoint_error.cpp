#include "io/files/checkpoint_error.h"

namespace bb {
namespace {

std::string compose(std::string_view where, std::string_view what, std::string_view mend) {
  std::string message;
  message.append(where).append(": ").append(what);
  if (!mend.empty()) { message.append(". ").append(mend); }
  return message;
}

}  // namespace

CheckpointError::CheckpointError(std::string_view where, std::string_view what,
                                 std::string_view mend)
    : std::runtime_error(compose(where, what, mend)) {}

std::string in_quotes(std::string_view text) {
  constexpr size_t longest = 120;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "'";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
  return out + (text.size() > longest ? "…'" : "'");
}

}  // namespace bb
