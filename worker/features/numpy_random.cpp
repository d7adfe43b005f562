#include "worker/features/numpy_random.h"

#include <bit>
#include <limits>

namespace bb {

uint64_t NumpyRandom::next64() {
  constexpr Uint128 multiplier = (Uint128{0x2360ed051fc65da4} << 64) | 0x4385df649fccf645;
  state_ = state_ * multiplier + increment;
  const auto high = static_cast<uint64_t>(state_ >> 64);
  return std::rotr(high ^ static_cast<uint64_t>(state_), static_cast<int>(high >> 58));
}

uint32_t NumpyRandom::next32() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const uint64_t word = next64();
  spare_ = static_cast<uint32_t>(word >> 32);
  has_spare_ = true;
  return static_cast<uint32_t>(word);
}

uint32_t NumpyRandom::choice(uint32_t count) {
  if (count <= 1) { return 0; }
  uint64_t product = uint64_t{next32()} * count;
  if (static_cast<uint32_t>(product) < count) {
    const uint32_t threshold = (std::numeric_limits<uint32_t>::max() - (count - 1)) % count;
    while (static_cast<uint32_t>(product) < threshold) { product = uint64_t{next32()} * count; }
  }
  return static_cast<uint32_t>(product >> 32);
}

}  // namespace bb
