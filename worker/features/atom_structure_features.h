#pragma once

#include "worker/features/atom_list.h"
#include "worker/features/feature_map.h"

namespace bb {

/// One-hot from tokens to atoms, atoms unpadded: token_to_rep_atom, token_to_center_atom (N, A);
/// r_set_to_rep_atom (polymer tokens, A).
FeatureMap token_atom_features(const AtomList& atoms, FeatureScope scope);

/// coords (1, A, 3), their mean taken out, atoms unpadded.
Tensor centred_coordinates(const AtomList& atoms);

/// Of coordinates: disto_target (N, N, 1, 64), disto_coords_ensemble (1, N, 3), frames_idx (1, N,
/// 3), frame_resolved_mask (1, N), ensemble_ref_idxs (1).
FeatureMap token_coordinate_features(const AtomList& atoms, FeatureScope scope);

}  // namespace bb
