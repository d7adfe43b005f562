#pragma once

// A part of kernels.cpp and of no other source: see there.
#include "worker/model/cpu/kernels.h"
#include "worker/model/cpu/vector.h"

namespace bb::cpu {

namespace {

// Keys and channels at a time: as many sums as there are registers for.
constexpr int key_tile = vector_bytes == 64 ? 8 : 4, channel_tile = key_tile;

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

}  // namespace

}  // namespace bb::cpu
