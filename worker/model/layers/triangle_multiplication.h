#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Triangle multiplicative update (AlphaFold 3, Alg. 12 outgoing and 13 incoming).
class TriangleMultiplication {
 public:
  enum class Direction { outgoing, incoming };

  TriangleMultiplication(const Weights& weights, Direction direction);

  /// z (B, N, N, C_z), pair_mask (B, N, N) -> update (B, N, N, C_z)
  Tensor operator()(const Tensor& z, const Tensor& pair_mask) const;

 private:
  Tensor multiply(const Tensor& gated) const;
  Tensor on_cpu(const Tensor& z, const Tensor& mask, int64_t tokens) const;

  LayerNorm norm_in_;
  Linear p_in_, g_in_;
  LayerNorm norm_out_;
  Linear p_out_, g_out_;
  Direction direction_;
};

}  // namespace bb
