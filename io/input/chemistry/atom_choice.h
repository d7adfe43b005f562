#pragma once

#include <span>
#include <string>
#include <vector>

#include <GraphMol/ROMol.h>

#include "io/input/chemistry/atom_marks.h"
#include "io/input/chemistry/heavy_atoms.h"
#include "io/input/chemistry/ligand.h"

namespace bb {

/// What each of `selectors` (LigandRequest::selectors) means in a molecule with hydrogens,
/// sanitised.
std::vector<ChosenAtom> choose_atoms(const RDKit::ROMol& molecule, const HeavyAtoms& heavy,
                                     std::span<const AtomMark> marks,
                                     std::span<const std::string> selectors);

}  // namespace bb
