#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Averaging of MSA rows over tokens with weights from the pair representation (AlphaFold 3,
/// Alg. 10). The weights are the same for every row, so rows may be handed over in blocks.
class PairWeightedAveraging {
 public:
  explicit PairWeightedAveraging(const Weights& weights);

  /// z (B, N, N, C_z), token_mask (B, N) -> weights (B, H, N, N)
  Tensor pair_weights(const Tensor& z, const Tensor& token_mask) const;

  /// m (B, S, N, C_m) -> update (B, S, N, C_m)
  Tensor operator()(const Tensor& m, const Tensor& pair_weights) const;

 private:
  LayerNorm norm_m_, norm_z_;
  Linear proj_m_, proj_g_, proj_z_, proj_o_;
  int64_t heads_;
};

}  // namespace bb
