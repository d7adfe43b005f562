#pragma once

#include <GraphMol/RWMol.h>

namespace bb {

/// Single bonds from an atom of more than its valence to a metal become dative ones, which do not
/// count: [NH3][Pt] is read as [NH3]->[Pt]. As the RDKit's cleanUpOrganometallics, which the
/// packaged one lacks. `molecule` is not sanitised.
void make_dative_bonds(RDKit::RWMol& molecule);

}  // namespace bb
