#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"
#include "worker/model/layers/masks.h"

namespace bb {

/// Triangle self-attention (AlphaFold 3, Alg. 14 around the starting node, 15 around the ending).
class TriangleAttention {
 public:
  enum class Node { starting, ending };

  TriangleAttention(const Weights& weights, Node node);

  /// z (B, N, N, C_z) -> update (B, N, N, C_z)
  Tensor operator()(const Tensor& z, const PairMask& mask) const;

 private:
  Tensor rows(const Tensor& x, const Tensor& bias) const;
  Tensor complex(const Tensor& x, const Tensor& triangle_bias, const PairMask& mask,
                 int64_t index) const;
  Tensor on_cpu(const Tensor& z, const PairMask& mask, int64_t index) const;

  LayerNorm layer_norm_;
  Linear linear_;
  Linear linear_q_, linear_k_, linear_v_, linear_g_, linear_o_;
  int64_t heads_;
  Node node_;
};

}  // namespace bb
