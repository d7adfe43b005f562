#pragma once

#include "worker/model/diffusion/atom_encoder.h"
#include "worker/model/diffusion/pairwise_conditioning.h"
#include "worker/model/layers/pair_bias.h"

namespace bb {

/// What the trunk tells the score model, computed once per run; float32 (float64). The biases are
/// unmasked and have layer and head (L·H) first, where the reference has them last.
struct DiffusionConditioningOutput {
  Tensor q, c;              // (B, A, C_a)
  Tensor atom_enc_bias;     // (L·H, B, A/32, 32, 128)
  Tensor atom_dec_bias;     // (L·H, B, A/32, 32, 128)
  Tensor token_trans_bias;  // (L·H, B, N, N)
};

class DiffusionConditioning {
 public:
  DiffusionConditioning(const Weights& weights, AtomEncoder::Options options);

  DiffusionConditioningOutput operator()(const Features& features, const Tensor& s_trunk,
                                         const Tensor& z_trunk,
                                         const Tensor& relative_position) const;

  const PairwiseConditioning& pairwise_conditioner() const { return pairwise_conditioner_; }
  const AtomEncoder& atom_encoder() const { return atom_encoder_; }

 private:
  PairwiseConditioning pairwise_conditioner_;
  AtomEncoder atom_encoder_;
  PairBias atom_enc_proj_z_, atom_dec_proj_z_, token_trans_proj_z_;
};

}  // namespace bb
