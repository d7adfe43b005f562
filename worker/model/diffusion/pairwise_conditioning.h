#pragma once

#include "worker/model/layers/transition.h"

namespace bb {

/// Pair conditioning of the diffusion and of affinity (AlphaFold 3, Alg. 21, lines 1 to 5).
class PairwiseConditioning {
 public:
  explicit PairwiseConditioning(const Weights& weights);

  /// z_trunk (B, N, N, C_z), features (B, N, N, C) -> (B, N, N, C_z), float32 (float64)
  Tensor operator()(const Tensor& z_trunk, const Tensor& features) const;

 private:
  LayerNorm init_norm_;  // over C_z + C
  Linear init_proj_;
  std::vector<Transition> transitions_;
  at::ScalarType residual_dtype_;
};

}  // namespace bb
