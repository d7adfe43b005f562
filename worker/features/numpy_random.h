#pragma once

#include <cstdint>

namespace bb {

/// numpy's `default_rng(42)`, from which the reference draws a conformer for every residue: PCG64
/// (PCG XSL-RR 128/64; O'Neill 2014) and numpy's bounded integers (Lemire 2019).
class NumpyRandom {
 public:
  /// The place in a list of `count` > 0 that `Generator.choice` gives. A list of one draws nothing.
  uint32_t choice(uint32_t count);

 private:
  uint64_t next64();
  uint32_t next32();

  __extension__ using Uint128 = unsigned __int128;

  /// What numpy's SeedSequence(42) makes of the seed.
  static constexpr Uint128 increment = (Uint128{0xfa505436c9a8416e} << 64) | 0x66caf2e28d25abff;
  Uint128 state_ = (Uint128{0xcea44f6798798f2a} << 64) | 0xacbc7c9d68860ac8;
  uint32_t spare_ = 0;  // the upper half of a word whose lower half is used
  bool has_spare_ = false;
};

}  // namespace bb
