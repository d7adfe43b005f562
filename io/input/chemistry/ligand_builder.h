#pragma once

#include <string>

#include "io/input/chemistry/geometry_constraints.h"
#include "io/input/chemistry/ligand.h"
#include "io/input/chemistry/standardiser.h"

namespace bb {

/// From a ligand's text to all that features need of it, as the reference's parser goes about it.
/// Holds the toolkit's rules, so make one and keep it; not for several threads at once.
/// Deterministic: the same request gives the same result.
class LigandBuilder {
 public:
  /// Throws a ChemistryError for a ligand that cannot be used. Other exceptions are mistakes of
  /// ours or a lack of memory.
  Ligand build(const LigandRequest& request);

  /// As build(), with what went wrong as a status and message, and the toolkit's words in `log`.
  /// Only std::bad_alloc escapes.
  LigandResult result(const LigandRequest& request);

 private:
  void refuse(const RDKit::ROMol& molecule, const std::string& smiles) const;
  void describe(RDKit::RWMol& molecule, const RDKit::ROMol& bare, Molecule& out) const;

  Standardiser standardiser_;
  GeometryConstraints geometry_;
};

/// E.g. "2022.09.3".
std::string rdkit_version();

}  // namespace bb
