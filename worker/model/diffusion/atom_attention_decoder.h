#pragma once

#include "worker/model/diffusion/diffusion_transformer.h"
#include "worker/model/diffusion/token_atom_map.h"
#include "worker/model/layers/layer_norm.h"

namespace bb {

/// From tokens back to an update of every atom's position (AlphaFold 3, Alg. 6).
class AtomAttentionDecoder {
 public:
  explicit AtomAttentionDecoder(const Weights& weights);

  /// What does not depend on the coordinates: c (B, A, C_a) from AtomEncoding.
  LayerConditioning condition(const Tensor& c) const { return atom_transformer_.condition(c); }

  /// a (B, M, N, C) tokens, q (B, M, A, C_a) the encoder's atoms, bias (L·H, B, A/32, 32, 128) with
  /// the keys' mask -> (B, M, A, 3)
  Tensor operator()(const Tensor& a, const Tensor& q, const LayerConditioning& conditioning,
                    const Tensor& bias, const TokenAtomMap& map) const;

 private:
  Linear a_to_q_trans_;
  DiffusionTransformer atom_transformer_;
  LayerNorm norm_;
  Linear position_update_;
};

}  // namespace bb
