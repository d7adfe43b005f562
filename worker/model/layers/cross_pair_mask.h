#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Pairs of tokens that affinity looks at: ligand and protein, both ways, and ligand and ligand,
/// (B, N, N) 0 or 1. Nucleic acids and other ligands are no receptor, as in the reference.
/// Throws FeaturesError where the features have no affinity_token_mask.
Tensor cross_pair_mask(const Features& features);

}  // namespace bb
