// CRC-32 by carry-less multiplication: four 128-bit accumulators are folded over the input 64 bytes
// at a time. Folding replaces a polynomial A·x^n by A·(x^n mod P), which leaves the remainder
// modulo P unchanged. Method: Gopal et al., "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ", Intel 2009. Newer processors fold 256 bytes at a time (VPCLMULQDQ).

#include <algorithm>
#include <array>

#include <immintrin.h>

#include "io/files/crc32.h"

namespace bb {
namespace {

// x^n mod P, bit-reversed into 33 bits as the reflected products need it.
constexpr int64_t fold_constant(int n) {
  uint64_t remainder = 1;
  for (int i = 0; i < n; ++i) {
    remainder <<= 1;
    if ((remainder >> 32) != 0) { remainder ^= 0x104C11DB7U; }
  }
  int64_t reflected = 0;
  for (int bit = 0; bit < 32; ++bit) {
    if (((remainder >> bit) & 1U) != 0) { reflected |= int64_t{1} << (32 - bit); }
  }
  return reflected;
}

// The low half of a register lies 64 bits further from the data it is folded into than the high
// half.
template <int Bits>
[[gnu::target("pclmul,sse2")]] inline __m128i fold(__m128i accumulator, __m128i data) {
  constexpr int64_t low = fold_constant(Bits + 32);
  constexpr int64_t high = fold_constant(Bits - 32);
  const __m128i k = _mm_set_epi64x(high, low);
  const __m128i a = _mm_clmulepi64_si128(accumulator, k, 0x00);
  const __m128i b = _mm_clmulepi64_si128(accumulator, k, 0x11);
  return _mm_xor_si128(_mm_xor_si128(a, b), data);
}

[[gnu::target("sse2")]] inline __m128i load(const std::byte* p) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
}

template <int Bits>
[[gnu::target("vpclmulqdq,avx512f")]] inline __m512i fold_wide(__m512i accumulator, __m512i data) {
  constexpr int64_t low = fold_constant(Bits + 32);
  constexpr int64_t high = fold_constant(Bits - 32);
  const __m512i k = _mm512_set_epi64(high, low, high, low, high, low, high, low);
  const __m512i a = _mm512_clmulepi64_epi128(accumulator, k, 0x00);
  const __m512i b = _mm512_clmulepi64_epi128(accumulator, k, 0x11);
  constexpr int exclusive_or = 0x96;
  return _mm512_ternarylogic_epi64(a, b, data, exclusive_or);
}

bool has_wide() noexcept {
  return __builtin_cpu_supports("vpclmulqdq") != 0 && __builtin_cpu_supports("avx512f") != 0;
}

[[gnu::target("avx512f")]] inline __m512i load_wide(const std::byte* p) {
  return _mm512_loadu_si512(p);
}

constexpr size_t wide_step = 256;

// As the loop below with registers four times as wide: `steps` (one or more) times 256 bytes become
// 64 of the same remainder, start value included.
[[gnu::target("vpclmulqdq,avx512f")]] std::array<std::byte, 64> fold_steps(const std::byte* p,
                                                                           size_t steps,
                                                                           uint32_t crc) {
  const __m512i start = _mm512_zextsi128_si512(_mm_cvtsi32_si128(static_cast<int>(~crc)));
  __m512i a0 = _mm512_xor_si512(load_wide(p), start);
  __m512i a1 = load_wide(p + 64), a2 = load_wide(p + 128), a3 = load_wide(p + 192);
  while (--steps > 0) {
    p += wide_step;
    a0 = fold_wide<2048>(a0, load_wide(p));
    a1 = fold_wide<2048>(a1, load_wide(p + 64));
    a2 = fold_wide<2048>(a2, load_wide(p + 128));
    a3 = fold_wide<2048>(a3, load_wide(p + 192));
  }
  std::array<std::byte, 64> folded;
  _mm512_storeu_si512(folded.data(),
                      fold_wide<512>(fold_wide<512>(fold_wide<512>(a0, a1), a2), a3));
  return folded;
}

}  // namespace

bool has_crc32_pclmul() noexcept {
  return __builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("sse2") != 0;
}

[[gnu::target("pclmul,sse2")]] uint32_t crc32_pclmul(std::span<const std::byte> bytes,
                                                     uint32_t crc) noexcept {
  if (bytes.size() < 64) { return crc32_portable(bytes, crc); }

  static const bool wide = has_wide();
  if (wide && bytes.size() >= wide_step) {
    const size_t steps = bytes.size() / wide_step;
    const auto folded = fold_steps(bytes.data(), steps, crc);
    // All-ones is the argument that the inversion turns into a start value of zero.
    return crc32_pclmul(bytes.subspan(steps * wide_step), crc32_pclmul(folded, 0xFFFFFFFFU));
  }

  const std::byte* p = bytes.data();
  size_t left = bytes.size();
  __m128i a0 = _mm_xor_si128(load(p), _mm_cvtsi32_si128(static_cast<int>(~crc)));
  __m128i a1 = load(p + 16);
  __m128i a2 = load(p + 32);
  __m128i a3 = load(p + 48);
  for (p += 64, left -= 64; left >= 64; p += 64, left -= 64) {
    // The hardware's own prefetching stops at page boundaries; without this, memory is read a third
    // slower.
    constexpr size_t ahead = 2048;
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
  // it, and go on with the tail, by table.
  std::array<std::byte, 16> folded;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(folded.data()), a0);
  return crc32_portable({p, left}, crc32_portable(folded, 0xFFFFFFFFU));
}

}  // namespace bb
