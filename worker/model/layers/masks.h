#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// What is taken off the logit of a key that is masked: the reference's magnitude.
inline constexpr double masked_logit = 1e6;

/// (1 - mask) · -magnitude in the dtype asked for, clamped to what that dtype can hold.
Tensor mask_bias(const Tensor& mask, double magnitude, at::ScalarType dtype);

/// Which pairs of tokens take part. Where it is the outer product of a token mask (everywhere but
/// in affinity), the token mask is kept too: attention then needs one bias row per complex instead
/// of one per row of the pair representation.
struct PairMask {
  Tensor pair;   // (B, N, N) float, 0 or 1
  Tensor token;  // (B, N) float; undefined where `pair` is no outer product

  static PairMask outer(const Tensor& token_mask) {
    return {.pair = token_mask.unsqueeze(2) * token_mask.unsqueeze(1), .token = token_mask};
  }
};

/// Pairs of tokens that affinity looks at: ligand and protein, both ways, and ligand and ligand,
/// (B, N, N) 0 or 1. Nucleic acids and other ligands are no receptor, as in the reference.
/// Throws FeaturesError where the features have no affinity_token_mask.
Tensor cross_pair_mask(const Features& features);

}  // namespace bb
