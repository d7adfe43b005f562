#pragma once

#include "worker/model/diffusion/atom_encoder.h"
#include "worker/model/diffusion/diffusion_transformer.h"
#include "worker/model/diffusion/token_atom_map.h"

namespace bb {

/// Attention among atoms, gathered to tokens (AlphaFold 3, Alg. 5, lines 8 and 15 to 17). Serves
/// the input embedder, and the score model, whose weights have `r_to_q_trans` for noisy
/// coordinates.
class AtomAttentionEncoder {
 public:
  explicit AtomAttentionEncoder(const Weights& weights);

  struct Output {
    Tensor a;  // (B, M, N, C) tokens
    Tensor q;  // (B, M, A, C_a) atoms, the residual stream
  };

  /// What does not depend on the coordinates: c (B, A, C_a) from AtomEncoding.
  LayerConditioning condition(const Tensor& c) const { return atom_transformer_.condition(c); }

  /// q (B, A, C_a) from AtomEncoding; bias (L·H, B, A/32, 32, 128) from PairBias and
  /// `with_key_mask` (see `window_key_mask`); r (B, M, A, 3) scaled coordinates, undefined in the
  /// input embedder, where M = 1.
  Output operator()(const Tensor& q, const LayerConditioning& conditioning, const Tensor& bias,
                    const TokenAtomMap& map, const Tensor& r = {}) const;

 private:
  std::optional<Linear> r_to_q_trans_;
  DiffusionTransformer atom_transformer_;
  Linear atom_to_token_trans_;
};

/// The mask of the keys of every window: atom_mask (B, A) -> (B, A/32, 128).
Tensor window_key_mask(const Tensor& atom_mask);

}  // namespace bb
