#pragma once

#include "worker/features/atom_list.h"
#include "worker/features/conformer_draws.h"
#include "worker/model/core/features.h"

namespace bb {

/// Features per atom, padded to a multiple of 32 atoms, and what ties atoms and tokens. ref_pos is
/// a residue's conformer, drawn among its molecule's by numpy's stream, centred and moved by
/// `draws`; the last residue's is left as it is (a slip of the reference's). Throws InputError for
/// a molecule without conformers or with an atom name that has no place in a feature.
AtomFeatures atom_features(const AtomList& atoms, const ConformerDraws& draws);

}  // namespace bb
