#include "io/checkpoint/pickle_cursor.h"

#include <bit>

namespace bb {

void PickleCursor::fail(const std::string& what, std::string_view mend) const {
  throw CheckpointError(label_ + ", byte " + std::to_string(start_), what, mend);
}

std::span<const std::byte> PickleCursor::take(uint64_t count) {
  if (count > left()) {
    fail("the pickle is cut short: " + std::to_string(count) + " bytes are announced, " +
         std::to_string(left()) + " are left");
  }
  const auto part = pickle_.subspan(at_, count);
  at_ += count;
  return part;
}

std::string_view PickleCursor::text(uint64_t count) {
  const auto part = take(count);
  return {reinterpret_cast<const char*>(part.data()), part.size()};
}

std::string_view PickleCursor::line() {
  const std::string_view rest(reinterpret_cast<const char*>(pickle_.data()) + at_, left());
  const size_t length = rest.find('\n');
  if (length == std::string_view::npos) { fail("the pickle is cut short within a name"); }
  at_ += length + 1;
  return rest.substr(0, length);
}

double PickleCursor::big_endian_real() {
  uint64_t bits = 0;
  for (const std::byte digit : take(8)) { bits = (bits << 8) | std::to_integer<uint64_t>(digit); }
  return std::bit_cast<double>(bits);
}

}  // namespace bb
