#pragma once

#include <functional>

#include "worker/model/core/tensor.h"

namespace bb {

/// Where a residue's reference conformer is put: x' = x · rotation + translation, x centred.
struct RigidMotion {
  std::array<float, 9> rotation{};  // row-major
  std::array<float, 3> translation{};
};

/// The motion of the conformer with that ref_space_uid.
using ConformerDraws = std::function<RigidMotion(int64_t uid)>;

enum class FeatureStage : uint32_t { structure = 0, affinity = 1 };

/// Uniform rotations and normal translations (1 Å), functions of (seed, complex, stage, uid) alone.
/// `complex`: its complex_key().
ConformerDraws counter_draws(uint64_t seed, uint64_t complex, FeatureStage stage);

/// Recorded ones: (U, 3, 3) and (U, 3) float32. Throws std::out_of_range for a uid beyond them.
ConformerDraws recorded_draws(const Tensor& rotations, const Tensor& translations);

}  // namespace bb
