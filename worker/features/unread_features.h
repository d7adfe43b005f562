#pragma once

#include "io/input/templates/template.h"
#include "worker/features/atom_list.h"

namespace bb {

/// What the reference makes of a complex and the model never reads, under its names and shapes:
/// atoms' and tokens' coordinates, what is derived from them, and the inputs of the physical
/// potentials (distance bounds, chiral and planar groups of residues that are not standard, bonded
/// and symmetric chains). Atoms of the latter are those of the whole structure, also in the affinity
/// stage, whose atoms are cropped: as in the reference.
FeatureMap unread_features(const AtomList& atoms, std::span<const Template> templates);

}  // namespace bb
