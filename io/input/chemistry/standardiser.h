#pragma once

#include <memory>
#include <string>

#include <GraphMol/MolStandardize/Charge.h>
#include <GraphMol/RWMol.h>

#include "io/input/chemistry/normaliser.h"

namespace bb {

/// The reference's `standardize`, which it applies to the SMILES of an affinity ligand: excluded
/// elements, largest fragment, the ChEMBL structure pipeline's `standardize_mol`, canonical SMILES.
class Standardiser {
 public:
  Standardiser();

  /// Throws a ChemistryError: unsupported for excluded elements, unreadable for what cannot be
  /// parsed or standardised.
  std::string standardise(const std::string& smiles);

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
