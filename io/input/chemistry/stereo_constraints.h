#pragma once

#include <vector>

#include <GraphMol/RWMol.h>

#include "io/input/chemistry/heavy_atoms.h"
#include "io/input/components/molecule.h"

namespace bb {

/// Tetrahedral centres and double bonds with a configuration, neighbours by descending CIP rank, as
/// the reference's parser lists them (inputs of its physical potentials). None where the RDKit gave
/// no CIP ranks: it ranks only molecules in which something could be stereogenic. `molecule` is
/// sanitised, with hydrogens and assigned stereo; indices are places in `heavy`.
std::vector<Molecule::ChiralAtom> chiral_atoms(RDKit::RWMol& molecule, const HeavyAtoms& heavy);
std::vector<Molecule::StereoBond> stereo_bonds(const RDKit::ROMol& molecule,
                                               const HeavyAtoms& heavy);

/// Whether the double bond has that configuration in the molecule's (only) conformer.
bool has_configuration(const Molecule& molecule, const Molecule::StereoBond& bond);

}  // namespace bb
