#include "io/store/finite.h"

#include <bit>

namespace bb {
namespace {

// In integers and without a way out in the middle, so that compilers vectorise it: a value that is
// not finite has all bits of its exponent set.
template <typename Bits, typename Value>
[[gnu::always_inline]] inline bool finite(std::span<const Value> values, Bits exponent) {
  Bits bad = 0;
  for (const Value value : values) {
    const auto bits = static_cast<Bits>(std::bit_cast<Bits>(value) & exponent);
    bad = static_cast<Bits>(bad | (bits == exponent ? 1 : 0));
  }
  return bad == 0;
}

constexpr uint32_t exponent32 = 0x7F800000U;
constexpr uint16_t exponent16 = 0x7C00U;

#if defined(__x86_64__)
[[gnu::target("avx2")]] bool finite_avx2(std::span<const float> values) {
  return finite(values, exponent32);
}
[[gnu::target("avx2")]] bool finite_avx2(std::span<const uint16_t> values) {
  return finite(values, exponent16);
}
bool has_avx2() noexcept { return __builtin_cpu_supports("avx2") != 0; }
#else
bool finite_avx2(std::span<const float> values) { return finite(values, exponent32); }
bool finite_avx2(std::span<const uint16_t> values) { return finite(values, exponent16); }
bool has_avx2() noexcept { return false; }
#endif

}  // namespace

bool all_finite(std::span<const float> values) noexcept {
  return has_avx2() ? finite_avx2(values) : finite(values, exponent32);
}

bool all_finite_halves(std::span<const uint16_t> values) noexcept {
  return has_avx2() ? finite_avx2(values) : finite(values, exponent16);
}

}  // namespace bb
