// Compiled once for each instruction set, with BB_CPU_LEVEL naming it: nothing here may be inline
// code that another source shares, or the linker could hand a machine what it cannot run.
#include "worker/model/cpu/kernels.h"

#include <cmath>
#include <cstring>
#include <utility>

namespace bb::cpu {

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
// Keys and channels at a time: as many sums as there are registers for.
constexpr int key_tile = 8, channel_tile = 8;
#else
constexpr int vector_bytes = 16;
constexpr int key_tile = 4, channel_tile = 4;
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

/// One block of queries, `vectors` vectors of them, of which `count` are real.
template <class T, int vectors>
struct QueryBlock {
  static constexpr int64_t width = lanes<T>, size = vectors * width;

  const AttentionHead<T>& head;
  const T *k, *v;  // (keys, channels), rows follow each other
  T* q;            // (channels, size), scaled
  T* logits;       // (keys, size)
  int64_t first, count;

  Vector<T> read(const T* row, int64_t place) const {  // of one channel
    if (place + width <= count) { return load(row + place); }
    return place < count ? load_some(row + place, count - place) : Vector<T>{};
  }

  void scale_queries() const {
    for (int64_t c = 0; c < head.channels; ++c) {
      const T* const row = head.q + c * head.query_stride + first;
      unrolled<vectors>([&](auto i) __attribute__((always_inline)) {
        store<T>(q + c * size + i * width, read(row, i * width) * head.scale);
      });
    }
  }

  /// Logits of `tile` keys from `key` on.
  template <int tile>
  [[gnu::always_inline]] inline void score(int64_t key, Vector<T> (&most)[vectors]) const {
    Vector<T> sum[tile * vectors];
    unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) {
      const int64_t at = key + i / vectors;
      const T of_key = head.key_bias == nullptr ? T{0} : head.key_bias[at];
      sum[i] = load(head.bias + at * head.bias_stride + first + i % vectors * width) + of_key;
    });
    const T* const rows = k + key * head.channels;
    for (int64_t c = 0; c < head.channels; ++c) {
      Vector<T> query[vectors];
      unrolled<vectors>([&](auto i) __attribute__((always_inline)) {
        query[i] = load(q + c * size + i * width);
      });
      unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) {
        sum[i] += query[i % vectors] * rows[i / vectors * head.channels + c];
      });
    }
    unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) {
      most[i % vectors] = maximum<T>(most[i % vectors], sum[i]);
      store<T>(logits + (key + i / vectors) * size + i % vectors * width, sum[i]);
    });
  }

  /// `tile` channels of the output from `channel` on, from weights where the logits were.
  template <int tile>
  [[gnu::always_inline]] inline void average(int64_t channel,
                                             const Vector<T> (&inverse)[vectors]) const {
    Vector<T> sum[tile * vectors];
    unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) { sum[i] = Vector<T>{}; });
    const T* value = v + channel;
    for (int64_t key = 0; key < head.keys; ++key, value += head.channels) {
      Vector<T> weight[vectors];
      unrolled<vectors>([&](auto i) __attribute__((always_inline)) {
        weight[i] = load(logits + key * size + i * width);
      });
      unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) {
        sum[i] += weight[i % vectors] * value[i / vectors];
      });
    }
    unrolled<tile * vectors>([&](auto i) __attribute__((always_inline)) {
      const int64_t row = (channel + i / vectors) * head.query_stride + first;
      const int64_t place = i % vectors * width, left = count - place;
      if (left <= 0) { return; }
      const Vector<T> gated =
          sum[i] * inverse[i % vectors] * sigmoid<T>(read(head.gate + row, place));
      std::memcpy(head.out + row + place, &gated,
                  static_cast<size_t>(left < width ? left : width) * sizeof(T));
    });
  }

  void attend() const {
    scale_queries();
    Vector<T> most[vectors], total[vectors];
    for (int i = 0; i < vectors; ++i) { most[i] = Vector<T>{} - static_cast<T>(3e38); }
    int64_t key = 0;
    for (; key + key_tile <= head.keys; key += key_tile) { score<key_tile>(key, most); }
    for (; key < head.keys; ++key) { score<1>(key, most); }

    for (int i = 0; i < vectors; ++i) { total[i] = Vector<T>{}; }
    for (key = 0; key < head.keys; ++key) {
      unrolled<vectors>([&](auto i) __attribute__((always_inline)) {
        T* const at = logits + key * size + i * width;
        const Vector<T> weight = exponential(load(at) - most[i]);
        total[i] += weight;
        store<T>(at, weight);
      });
    }
    for (int i = 0; i < vectors; ++i) { total[i] = 1 / total[i]; }

    int64_t channel = 0;
    for (; channel + channel_tile <= head.channels; channel += channel_tile) {
      average<channel_tile>(channel, total);
    }
    for (; channel + 4 <= head.channels; channel += 4) { average<4>(channel, total); }
    for (; channel < head.channels; ++channel) { average<1>(channel, total); }
  }
};

template <class T>
void attention(const AttentionHead<T>& head) {
  constexpr int64_t width = lanes<T>;
  // Rows of several heads lie far apart, in few of the cache's sets.
  T* const k = head.scratch;
  T* const v = k + head.keys * head.channels;
  T* const rest = v + head.keys * head.channels;
  const size_t row_bytes = static_cast<size_t>(head.channels) * sizeof(T);
  for (int64_t key = 0; key < head.keys; ++key) {
    std::memcpy(k + key * head.channels, head.k + key * head.key_stride, row_bytes);
    std::memcpy(v + key * head.channels, head.v + key * head.key_stride, row_bytes);
  }
  const auto attend = [&]<int vectors>(int64_t first) {
    const int64_t left = head.queries - first, size = vectors * width;
    QueryBlock<T, vectors>{.head = head,
                           .k = k,
                           .v = v,
                           .q = rest,
                           .logits = rest + head.channels * size,
                           .first = first,
                           .count = left < size ? left : size}
        .attend();
  };
  int64_t first = 0;
  for (; first + width < head.queries; first += 2 * width) { attend.template operator()<2>(first); }
  if (first < head.queries) { attend.template operator()<1>(first); }
}

template <class T>
inline T horizontal_sum(const Vector<T>& x) {
  T parts[lanes<T>];
  std::memcpy(parts, &x, sizeof(parts));
  for (int half = lanes<T> / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) { parts[i] += parts[i + half]; }
  }
  return parts[0];
}

template <class T>
void layer_norm(const LayerNormRows<T>& task) {
  constexpr int64_t width = lanes<T>;
  const int64_t dim = task.dim;
  for (int64_t row = 0; row < task.rows; ++row) {
    const T* const x = task.x + row * task.x_stride;
    T* const out = task.out + row * dim;
    // Two passes: the mean first, then squares around it, which cannot cancel.
    Vector<T> sums{};
    int64_t i = 0;
    for (; i + width <= dim; i += width) { sums += load(x + i); }
    if (i < dim) { sums += load_some(x + i, dim - i); }
    const T mean = horizontal_sum<T>(sums) / static_cast<T>(dim);
    Vector<T> squares{};
    for (i = 0; i + width <= dim; i += width) {
      const Vector<T> centred = load(x + i) - mean;
      squares += centred * centred;
    }
    T square = horizontal_sum<T>(squares);
    for (; i < dim; ++i) { square += (x[i] - mean) * (x[i] - mean); }
    const T inverse =
        1 / static_cast<T>(__builtin_sqrt(square / static_cast<T>(dim) + static_cast<T>(1e-5)));

    const T* const scale = task.scale == nullptr ? nullptr : task.scale + row * task.affine_stride;
    const T* const shift = task.shift == nullptr ? nullptr : task.shift + row * task.affine_stride;
    for (i = 0; i + width <= dim; i += width) {
      Vector<T> y = (load(x + i) - mean) * inverse;
      if (scale != nullptr) { y *= load(scale + i); }
      if (shift != nullptr) { y += load(shift + i); }
      store<T>(out + i, y);
    }
    for (; i < dim; ++i) {
      T y = (x[i] - mean) * inverse;
      if (scale != nullptr) { y *= scale[i]; }
      if (shift != nullptr) { y += shift[i]; }
      out[i] = y;
    }
  }
}

/// f of every element of two arrays, written to the first.
template <class T, class Function>
inline void zip(T* a, const T* b, int64_t count, const Function& f) {
  constexpr int64_t width = lanes<T>;
  int64_t i = 0;
  for (; i + width <= count; i += width) { store<T>(a + i, f(load(a + i), load(b + i))); }
  if (i == count) { return; }
  const Vector<T> last = f(load_some(a + i, count - i), load_some(b + i, count - i));
  std::memcpy(a + i, &last, static_cast<size_t>(count - i) * sizeof(T));
}

template <class T>
void gate(T* x, const T* logits, int64_t count) {
  zip(x, logits, count,
      [](const Vector<T>& a, const Vector<T>& b) -> Vector<T> { return a * sigmoid<T>(b); });
}

template <class T>
void swish(T* a, const T* b, int64_t count) {
  zip(a, b, count,
      [](const Vector<T>& x, const Vector<T>& y) -> Vector<T> { return x * sigmoid<T>(x) * y; });
}

}  // namespace

namespace BB_CPU_LEVEL {
const KernelSet kernel_set{
    .of_float = {&attention<float>, &layer_norm<float>, &gate<float>, &swish<float>},
    .of_double = {&attention<double>, &layer_norm<double>, &gate<double>, &swish<double>}};
}  // namespace BB_CPU_LEVEL

}  // namespace bb::cpu
