// CRC-32 by carry-less multiplication: four 128-bit accumulators are folded over the input 64 bytes
// at a time. Folding replaces a polynomial A·x^n by A·(x^n mod P), which leaves the remainder
// modulo P unchanged. Method: Gopal et al., "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ", Intel 2009.

#include <algorithm>
#include <array>

#include <emmintrin.h>
#include <wmmintrin.h>

#include "io/checkpoint/crc32.h"

namespace bb {
namespace {

// x^n mod P, bit-reversed into 33 bits as the reflected products need it.
constexpr std::int64_t fold_constant(int n) {
  std::uint64_t remainder = 1;
  for (int i = 0; i < n; ++i) {
    remainder <<= 1;
    if ((remainder >> 32) != 0) remainder ^= 0x104C11DB7U;
  }
  std::int64_t reflected = 0;
  for (int bit = 0; bit < 32; ++bit) {
    if (((remainder >> bit) & 1U) != 0) reflected |= std::int64_t{1} << (32 - bit);
  }
  return reflected;
}

// The low half of a register lies 64 bits further from the data it is folded into than the high
// half.
template <int Bits>
[[gnu::target("pclmul,sse2")]] inline __m128i fold(__m128i accumulator, __m128i data) {
  constexpr std::int64_t low = fold_constant(Bits + 32);
  constexpr std::int64_t high = fold_constant(Bits - 32);
  const __m128i k = _mm_set_epi64x(high, low);
  const __m128i a = _mm_clmulepi64_si128(accumulator, k, 0x00);
  const __m128i b = _mm_clmulepi64_si128(accumulator, k, 0x11);
  return _mm_xor_si128(_mm_xor_si128(a, b), data);
}

[[gnu::target("sse2")]] inline __m128i load(const std::byte* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

}  // namespace

bool has_crc32_pclmul() noexcept {
  return __builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("sse2") != 0;
}

[[gnu::target("pclmul,sse2")]] std::uint32_t crc32_pclmul(std::span<const std::byte> bytes,
                                                          std::uint32_t crc) noexcept {
  if (bytes.size() < 64) return crc32_portable(bytes, crc);

  const std::byte* p = bytes.data();
  std::size_t left = bytes.size();
  __m128i a0 = _mm_xor_si128(load(p), _mm_cvtsi32_si128(static_cast<int>(~crc)));
  __m128i a1 = load(p + 16);
  __m128i a2 = load(p + 32);
  __m128i a3 = load(p + 48);
  for (p += 64, left -= 64; left >= 64; p += 64, left -= 64) {
    // The hardware's own prefetching stops at page boundaries; without this, memory is read a third
    // slower.
    constexpr std::size_t ahead = 2048;
    _mm_prefetch(reinterpret_cast<const char*>(p + std::min(left - 1, ahead)), _MM_HINT_T0);
    a0 = fold<512>(a0, load(p));
    a1 = fold<512>(a1, load(p + 16));
    a2 = fold<512>(a2, load(p + 32));
    a3 = fold<512>(a3, load(p + 48));
  }
  a0 = fold<128>(a0, a1);
  a0 = fold<128>(a0, a2);
  a0 = fold<128>(a0, a3);

  // What is folded so far is a 16-byte message with the same remainder and no start value: reduce
  // it, and go on with the tail, by table. (All-ones is the argument that the inversion turns into
  // a start value of zero.)
  std::array<std::byte, 16> folded;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(folded.data()), a0);
  return crc32_portable({p, left}, crc32_portable(folded, 0xFFFFFFFFU));
}

}  // namespace bb
