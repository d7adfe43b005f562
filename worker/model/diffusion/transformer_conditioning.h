#pragma once

#include "worker/model/core/weights.h"

namespace bb {

/// What a single representation tells all layers of a diffusion transformer: the scale and shift
/// of each adaptive normalisation (AdaLN, AlphaFold 3, Alg. 26) and the gate of each block's
/// output. Entry 2l belongs to the attention of layer l, entry 2l+1 to its transition.
struct LayerConditioning {
  Tensor scale, shift, gate;  // (2L, B, N, C), float32 (float64)
};

/// Computes LayerConditioning for all layers at once. Where weights are joined (Weights::joins),
/// the layers' own LayerNorm weights fold into their projections, which leaves one normalisation
/// and two batched products; else every layer has its products with the weights as they are.
///
/// It depends on the conditioning alone, never on the coordinates: callers keep the result for as
/// long as the conditioning stays the same.
class TransformerConditioning {
 public:
  /// Takes `adaln` and the output projections of the layers and of their transitions.
  explicit TransformerConditioning(const Weights& layers);

  LayerConditioning operator()(const Tensor& s) const;  // (B, N, C_s)

 private:
  /// What one block, an attention or a transition, makes of the conditioning.
  struct Block {
    Tensor norm;                                     // (C_s), float32 (float64)
    Tensor scale_weight, shift_weight, gate_weight;  // (C, C_s)
    Tensor scale_bias, gate_bias;                    // (C)
  };

  static Block take_block(const Weights& adaln, const Weights& gate);
  void join(const std::vector<Block>& blocks, at::ScalarType dtype);
  LayerConditioning joined(const Tensor& s) const;
  LayerConditioning one_by_one(const Tensor& s) const;

  std::vector<Block> blocks_;  // 2L, where they are not joined
  Tensor norm_weight_;         // (4L, C_s, C): 2L scales, then 2L shifts, where they are
  Tensor norm_bias_;           // (4L, 1, C)
  Tensor gate_weight_;         // (2L, C_s, C)
  Tensor gate_bias_;           // (2L, 1, C)
  at::ScalarType dtype_, result_dtype_;
};

}  // namespace bb
