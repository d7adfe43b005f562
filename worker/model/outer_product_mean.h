#pragma once

#include "worker/model/layer_norm.h"
#include "worker/model/linear.h"

namespace bb {

/// Mean over MSA rows of the outer product of two projections (AlphaFold 3, Alg. 9).
class OuterProductMean {
 public:
  explicit OuterProductMean(const Weights& weights);

  /// m (B, S, N, C_m), msa_mask (B, S, N) -> update of z (B, N, N, C_z)
  Tensor operator()(const Tensor& m, const Tensor& msa_mask) const;

 private:
  LayerNorm norm_;
  Linear proj_a_, proj_b_, proj_o_;
};

}  // namespace bb
