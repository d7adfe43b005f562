#pragma once

#include <cstdint>

namespace bb::cpu {

// What the CPU computes with code of its own, on raw pointers: plain structs, no LibTorch, because
// kernels.cpp is compiled for several instruction sets and must not share inline code with the
// rest. T is float or double.

/// One head of attention over one row or window, with its gate:
///   out = softmax(scale · q kᵀ + bias + key_bias) v · sigmoid(gate)
/// Queries lie along the vector lanes, so q, gate, bias and out have them last; k and v have them
/// first. Nothing is read or written beyond what is named here.
template <class T>
struct AttentionHead {
  int64_t queries = 0, keys = 0, channels = 0;
  T scale = 1;
  const T* q = nullptr;         // (channels, queries)
  const T* gate = nullptr;      // (channels, queries), logits
  T* out = nullptr;             // (channels, queries)
  int64_t query_stride = 0;     // between the channels of these three
  const T* k = nullptr;         // (keys, channels)
  const T* v = nullptr;         // (keys, channels)
  int64_t key_stride = 0;       // between the keys of these two
  const T* bias = nullptr;      // (keys, queries), rows readable up to a multiple of `bias_lanes`
  int64_t bias_stride = 0;      // between its keys
  const T* key_bias = nullptr;  // (keys), or none
  T* scratch = nullptr;         // attention_scratch(keys, channels) elements, 64-byte aligned
};

constexpr int64_t bias_lanes = 16;

constexpr int64_t attention_scratch(int64_t keys, int64_t channels) {
  constexpr int64_t most_lanes = 32;  // queries at a time
  return (keys + channels) * most_lanes + 2 * keys * channels;
}

/// Layer normalisation of rows of `dim`, ε = 1e-5, then · scale + shift: a parameter's, one for all
/// rows (stride 0), or each row's own.
template <class T>
struct LayerNormRows {
  int64_t rows = 0, dim = 0;
  const T* x = nullptr;
  int64_t x_stride = 0;      // between rows
  T* out = nullptr;          // rows follow each other
  const T* scale = nullptr;  // none: 1
  const T* shift = nullptr;  // none: 0
  int64_t affine_stride = 0;
};

template <class T>
struct Kernels {
  void (*attention)(const AttentionHead<T>&);
  void (*layer_norm)(const LayerNormRows<T>&);
  /// x[i] *= sigmoid(gate[i])
  void (*gate)(T* x, const T* gate, int64_t count);
  /// a[i] = silu(a[i]) · b[i]
  void (*swish)(T* a, const T* b, int64_t count);
};

/// Those compiled for one instruction set; avx512 on x86 only.
struct KernelSet {
  Kernels<float> of_float;
  Kernels<double> of_double;
};
namespace baseline {
extern const KernelSet kernel_set;
}
namespace avx512 {
extern const KernelSet kernel_set;
}

/// Whether they are faster than LibTorch's operations here: with AVX-512. With less they were
/// measured to be no faster, and the model does without.
bool kernels_gain();

/// Those for the best instruction set that this machine has.
template <class T>
const Kernels<T>& kernels();

}  // namespace bb::cpu
