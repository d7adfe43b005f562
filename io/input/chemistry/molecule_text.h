#pragma once

#include <memory>
#include <string>

#include <GraphMol/RWMol.h>

namespace bb {

/// Throws a ChemistryError for text that is no SMILES to begin with: empty, overlong, or with
/// characters that cannot occur. Gives the text without the blanks around it.
std::string checked_smiles(const std::string& text);

/// As the RDKit's MolFromSmiles. `sanitise` perceives valences, rings and aromaticity, and removes
/// explicit hydrogens; throws a ChemistryError that names the position or atom.
std::unique_ptr<RDKit::RWMol> molecule_from_smiles(const std::string& smiles, bool sanitise);

/// One record of an SDF as a SMILES with stereo (from 3D coordinates, or from wedges in 2D), so
/// that a ligand gives the same result in either form. The reference reads no SDF.
std::string smiles_from_mol_block(const std::string& block);

}  // namespace bb
