#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <GraphMol/MolStandardize/Charge.h>
#include <GraphMol/RWMol.h>

#include "io/input/chemistry/normaliser.h"

namespace bb {

/// A SMILES and where the atoms of the one it was made from are in it.
struct Standardised {
  std::string smiles;
  /// By place among the atoms other than hydrogen that were given, the place among those of
  /// `smiles`; -1 where the atom is gone or cannot be followed through the rule that changed it.
  std::vector<int32_t> places;
};

/// The reference's `standardize`, which it applies to the SMILES of an affinity ligand: excluded
/// elements, largest fragment, the ChEMBL structure pipeline's `standardize_mol`, canonical SMILES.
class Standardiser {
 public:
  Standardiser();

  /// Throws a ChemistryError: unsupported for excluded elements, unreadable for what cannot be
  /// parsed or standardised.
  Standardised standardise(const std::string& smiles);

 private:
  std::unique_ptr<RDKit::RWMol> standardise(RDKit::RWMol& molecule);
  void flatten_tartrate(RDKit::RWMol& molecule) const;

  Normaliser normaliser_;
  RDKit::MolStandardize::Uncharger uncharger_;
  std::unique_ptr<RDKit::RWMol> tartrate_;  // tartaric acid as a whole fragment
};

/// Throws a ChemistryError if the ChEMBL structure pipeline excludes the molecule: for any
/// transition metal but Zn and Ag, any lanthanide or actinide, Ga, Ge, In, Sn, Sb, Tl, Pb, Bi, Po,
/// or more than seven borons.
void refuse_excluded(const RDKit::ROMol& molecule, const std::string& smiles);

}  // namespace bb
