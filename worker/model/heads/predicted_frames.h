#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// The three atoms that span each token's frame in the predicted structures, (B, M, N, 3) int64.
///
/// Polymers keep the frames of the features. A ligand's atoms have none of their own: atom, nearest
/// and second nearest atom of the same chain are taken, from the coordinates (AlphaFold 3,
/// 4.3.2). Chains of fewer than three atoms keep what the features say. coordinates (B, M, A, 3).
Tensor predicted_frames(const Features& features, const Tensor& coordinates);

/// Whether a frame can be built, (B, M, N) 0 or 1 in the dtype of the coordinates: its atoms
/// neither coincide nor lie on one line (within 25 degrees), and the token is no padding.
Tensor frame_mask(const Features& features, const Tensor& coordinates, const Tensor& frames);

}  // namespace bb
