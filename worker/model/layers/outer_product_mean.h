#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Mean over MSA rows of the outer product of two projections (AlphaFold 3, Alg. 9).
class OuterProductMean {
 public:
  explicit OuterProductMean(const Weights& weights);

  /// m (B, S, N, C_m), msa_mask (B, S, N) -> update of z (B, N, N, C_z)
  Tensor operator()(const Tensor& m, const Tensor& msa_mask) const;

 private:
  /// The same sums in two orders: all outer products first, then the projection; or the projection
  /// of b alone first, which is less work for shallow MSAs. a, b (B, S, N, c) -> (B, N, N, C_z).
  Tensor project_products(const Tensor& a, const Tensor& b) const;
  Tensor product_of_projected(const Tensor& a, const Tensor& b) const;

  LayerNorm norm_;
  Linear proj_a_, proj_b_, proj_o_;
  Tensor proj_o_by_row_;  // (d, c · C_z): proj_o's weight, by the row of b that it meets
};

}  // namespace bb
