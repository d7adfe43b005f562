#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Single attention with pair bias of the pairformer (AlphaFold 3, Alg. 24).
class AttentionPairBias {
 public:
  explicit AttentionPairBias(const Weights& weights);

  /// s (B, N, C_s) normalised, z (B, N, N, C_z), token_mask (B, N) -> update (B, N, C_s)
  Tensor operator()(const Tensor& s, const Tensor& z, const Tensor& token_mask) const;

 private:
  Tensor on_cpu(const Tensor& s, const Tensor& z, const Tensor& token_mask) const;

  Linear proj_q_, proj_k_, proj_v_, proj_g_;
  LayerNorm norm_z_;
  Linear proj_z_;
  Linear proj_o_;
  int64_t heads_;
};

}  // namespace bb
