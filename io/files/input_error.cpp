#include "io/files/input_error.h"

#include <utility>

namespace bb {
namespace {

std::string compose(const InputPlace& place, std::string_view problem, std::string_view mend) {
  std::string where = place.file.string();
  const auto add = [&](std::string_view part) {
    where.append(where.empty() ? "" : ", ").append(part);
  };
  if (place.line > 0) { add("line " + std::to_string(place.line)); }
  if (place.column > 0) { add("column " + std::to_string(place.column)); }
  if (!place.field.empty()) { add(place.field); }
  std::string message = where.empty() ? "" : where + ": ";
  message += problem;
  if (!mend.empty()) { message.append(". ").append(mend); }
  return message;
}

}  // namespace

InputError::InputError(InputPlace place, std::string_view problem, std::string_view mend)
    : std::runtime_error(compose(place, problem, mend)),
      place_(std::move(place)),
      problem_(problem),
      mend_(mend) {}

std::string quote(std::string_view text) {
  constexpr size_t longest = 80;
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
  return out + (text.size() > longest ? "...'" : "'");
}

}  // namespace bb
