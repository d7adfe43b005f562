#pragma once

#include "worker/model/core/weights.h"

namespace bb {

/// Layer normalisation over the last dimension, ε = 1e-5. The statistics and the scale are always
/// float32 (float64 in a float64 model); the result has the compute dtype of the weights it was
/// built from, ready for the products that follow.
class LayerNorm {
 public:
  /// Takes "weight" (dim) and, where the checkpoint has one, "bias" (dim).
  explicit LayerNorm(const Weights& weights, int64_t dim = -1);

  Tensor operator()(const Tensor& x) const;  // (…, dim) -> (…, dim)

  int64_t dim() const { return weight_.size(0); }

 private:
  Tensor weight_;
  Tensor bias_;
  at::ScalarType result_dtype_;
};

/// Layer normalisation without parameters, in the dtype of `x`.
Tensor layer_norm(const Tensor& x);

/// layer_norm(x) · scale + shift, each of which has its row for every row of x (…, C), or one for
/// all: (C). On the CPU in one pass where `has_cpu_kernels`.
Tensor scaled_layer_norm(const Tensor& x, const Tensor& scale, const Tensor& shift);

}  // namespace bb
