#pragma once

#include "worker/features/feature_map.h"
#include "worker/features/structure.h"

namespace bb {

/// Inputs of the physical potentials: distance bounds, chiral and planar groups of residues that
/// are not standard, bonded and symmetric chains. Atoms are those of the whole structure, also in
/// the affinity stage, whose atoms are cropped: as in the reference, where nothing reads them.
FeatureMap constraint_features(const Structure& structure);

}  // namespace bb
