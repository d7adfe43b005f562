#pragma once

#include <array>
#include <cstdint>

namespace bb {

/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3" (SC 2011): a bijection of the counter, with no state.
using PhiloxBlock = std::array<uint32_t, 4>;
using PhiloxKey = std::array<uint32_t, 2>;

constexpr uint64_t philox_multiplier0 = 0xD2511F53, philox_multiplier1 = 0xCD9E8D57;
constexpr uint32_t philox_weyl0 = 0x9E3779B9, philox_weyl1 = 0xBB67AE85;

inline PhiloxBlock philox4x32_10(PhiloxBlock counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = philox_multiplier0 * counter[0];
    const uint64_t product1 = philox_multiplier1 * counter[2];
    counter = {static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(product1),
               static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(product0)};
    key[0] += philox_weyl0;
    key[1] += philox_weyl1;
  }
  return counter;
}

}  // namespace bb
