#pragma once

#include "worker/model/core/weights.h"

namespace bb {

/// Attention biases of all layers of a transformer from one pair representation.
///
/// Each layer has its own LayerNorm and projection of the same input. Normalising is the same for
/// all, and the norms' weights and biases fold into the projections: one normalisation and one
/// product give every bias, already in the layout that attention wants.
class PairBias {
 public:
  /// `weights` is either one Sequential(LayerNorm, Linear) over all layers and heads, or a list of
  /// them, one per layer.
  explicit PairBias(const Weights& weights);

  /// pairs (…, C) -> (L·H, …), float32 (float64), unmasked. The reference's layout has L·H last.
  Tensor operator()(const Tensor& pairs) const;

 private:
  Tensor weight_;  // (L·H, C)
  Tensor bias_;    // (L·H, 1)
  at::ScalarType result_dtype_;
};

/// Adds the mask of the keys to the biases of attention, in place, and lays out the rows so that
/// the fused kernels take them as they are. bias (L·H, B, …, Q, K), key_mask (B, …, K) of 0 and 1.
Tensor with_key_mask(Tensor bias, const Tensor& key_mask);

}  // namespace bb
