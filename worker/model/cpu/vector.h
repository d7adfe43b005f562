#pragma once

// A part of kernels.cpp and of no other source: see there.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace bb::cpu {

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#else
constexpr int vector_bytes = 16;
#endif

template <class T>
struct VectorOf;
template <>
struct VectorOf<float> {
  using Type = float __attribute__((vector_size(vector_bytes)));
  using Bits = int32_t __attribute__((vector_size(vector_bytes)));
};
template <>
struct VectorOf<double> {
  using Type = double __attribute__((vector_size(vector_bytes)));
};

template <class T>
using Vector = typename VectorOf<T>::Type;
template <class T>
constexpr int lanes = vector_bytes / static_cast<int>(sizeof(T));

template <class T>
inline Vector<T> load(const T* at) {
  Vector<T> x;
  std::memcpy(&x, at, sizeof(x));
  return x;
}

template <class T>
inline void store(T* at, const Vector<T>& x) {
  std::memcpy(at, &x, sizeof(x));
}

template <class T>
inline Vector<T> load_some(const T* at, int64_t count) {
  Vector<T> x{};
  std::memcpy(&x, at, static_cast<size_t>(count) * sizeof(T));
  return x;
}

template <class T>
inline Vector<T> maximum(const Vector<T>& a, const Vector<T>& b) {
  return a > b ? a : b;
}

/// exp(x) to about an ulp; exactly 0 below -87, where masked logits are. x is at most 88.
inline Vector<float> exponential(const Vector<float>& x) {
  using Bits = VectorOf<float>::Bits;
  constexpr float to_integer =
      12582912.0F;  // 1.5 · 2²³: adding it rounds, and leaves n in the low bits
  const Vector<float> shifted = x * 1.44269504F + to_integer;
  const Vector<float> n = shifted - to_integer;
  const Vector<float> r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  Vector<float> series = r * 1.9875691500e-4F + 1.3981999507e-3F;
  series = series * r + 8.3334519073e-3F;
  series = series * r + 4.1665795894e-2F;
  series = series * r + 1.6666665459e-1F;
  series = series * r + 5.0000001201e-1F;
  series = series * (r * r) + r + 1.0F;
  Bits exponent, mantissa;
  std::memcpy(&exponent, &shifted, sizeof(exponent));
  std::memcpy(&mantissa, &series, sizeof(mantissa));
  mantissa += exponent << 23;
  Vector<float> result;
  std::memcpy(&result, &mantissa, sizeof(result));
  return x < -87.0F ? Vector<float>{} : result;
}

inline Vector<double> exponential(const Vector<double>& x) {
  Vector<double> result;
  for (int i = 0; i < lanes<double>; ++i) { result[i] = std::exp(x[i]); }
  return result;
}

/// 1 / (1 + exp(-x)), of a magnitude that exp can hold.
template <class T>
inline Vector<T> sigmoid(const Vector<T>& x) {
  constexpr T limit = 88;
  const Vector<T> low = x < -limit ? Vector<T>{} - limit : x;
  return 1 / (1 + exponential(-low));
}

/// f(0), f(1) … f(count-1) with constants: sums in an array that is indexed by them stay in
/// registers.
template <int count, class Function>
[[gnu::always_inline]] inline void unrolled(const Function& f) {
  [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    (f(std::integral_constant<int, i>{}), ...);
  }
  (std::make_integer_sequence<int, count>{});
}

}  // namespace

}  // namespace bb::cpu
