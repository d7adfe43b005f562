#include "io/files/first_seen.h"

#include <bit>
#include <cassert>
#include <cstddef>
#include <limits>
#include <utility>

namespace bb {
namespace {

// The finaliser of MurmurHash3.
uint64_t mixed(uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33);
}

}  // namespace

FirstSeen::Key FirstSeen::key_of(std::string_view text) noexcept {
  uint64_t first = 0xcbf29ce484222325ULL;  // FNV-1a
  uint64_t second = text.size();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    first = (first ^ byte) * 0x100000001b3ULL;
    second = std::rotl((second + byte + 1) * 0x9e3779b97f4a7c15ULL, 23);
  }
  return {.hash = mixed(first), .check = static_cast<uint32_t>(mixed(second))};
}

// Of the slot that has the key, or that it would take.
size_t FirstSeen::place_of(const Key& key) const noexcept {
  const size_t mask = slots_.size() - 1;
  for (size_t i = static_cast<size_t>(key.hash) & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.row_plus_one == 0 || (slot.hash == key.hash && slot.check == key.check)) { return i; }
  }
}

void FirstSeen::grow() {
  std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.row_plus_one != 0) { slots_[place_of({slot.hash, slot.check})] = slot; }
  }
}

std::optional<uint64_t> FirstSeen::add(std::string_view text, uint64_t row) {
  assert(row < std::numeric_limits<uint32_t>::max());
  if (used_ * 4 >= slots_.size() * 3) { grow(); }
  const Key key = key_of(text);
  Slot& slot = slots_[place_of(key)];
  if (slot.row_plus_one != 0) { return slot.row_plus_one - 1; }
  slot = {.hash = key.hash, .check = key.check, .row_plus_one = static_cast<uint32_t>(row) + 1};
  ++used_;
  return std::nullopt;
}

void FirstSeen::put(std::string_view text, uint64_t row) {
  add(text, row);
  slots_[place_of(key_of(text))].row_plus_one = static_cast<uint32_t>(row) + 1;
}

std::optional<uint64_t> FirstSeen::find(std::string_view text) const noexcept {
  if (slots_.empty()) { return std::nullopt; }
  const Slot& slot = slots_[place_of(key_of(text))];
  if (slot.row_plus_one == 0) { return std::nullopt; }
  return slot.row_plus_one - 1;
}

}  // namespace bb
