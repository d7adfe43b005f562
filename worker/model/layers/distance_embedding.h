#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/weights.h"

namespace bb {

/// Distances between the representative atoms of tokens, Å. coordinates (B, M, A, 3) ->
/// (B, M, N, N) in their dtype. Differences, not |x|² + |y|² - 2xy, which loses half the digits.
Tensor token_distances(const Features& features, const Tensor& coordinates);

/// A learned row per distance bin.
class DistanceEmbedding {
 public:
  /// Takes "boundaries" (bins - 1) and "dist_bin_pairwise_embed.weight" (bins, C_z) of a module.
  explicit DistanceEmbedding(const Weights& module_weights);

  Tensor operator()(const Tensor& distances) const;  // (…) -> (…, C_z) float32 (float64)

 private:
  Tensor boundaries_;  // (bins - 1) Å, ascending
  Tensor table_;       // (bins, C_z)
};

}  // namespace bb
