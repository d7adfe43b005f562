#pragma once

#include <string>
#include <vector>

#include <GraphMol/ROMol.h>

namespace bb {

/// The reference's names of a SMILES ligand's atoms: element symbol in upper case, then canonical
/// rank + 1, hydrogens ranked along. Names are features, and ranks depend on the RDKit's version.
/// Throws a ChemistryError if a name has more than four characters, as the reference does: in
/// molecules with more than 99 atoms where Cl or Br ranks high, or beyond 999.
std::vector<std::string> atom_names(const RDKit::ROMol& molecule, const std::string& smiles);

}  // namespace bb
