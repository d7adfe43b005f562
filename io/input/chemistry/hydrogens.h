#pragma once

#include <memory>

#include <GraphMol/RWMol.h>

namespace bb {

/// The ChEMBL structure pipeline's removal of hydrogens: as the RDKit's, but these stay: hydrogens
/// at the thin end of a wedge, on a stereocentre, on an atom of higher than its default valence,
/// and on one with three or more ring bonds, the last two not where the atom is merely protonated
/// (charge +1, valence one above the default).
std::unique_ptr<RDKit::RWMol> without_plain_hydrogens(RDKit::RWMol& molecule);

}  // namespace bb
