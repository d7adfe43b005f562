#pragma once

#include <memory>

#include <GraphMol/MolStandardize/Normalize.h>
#include <GraphMol/RWMol.h>

namespace bb {

/// The functional-group rules of the ChEMBL structure pipeline (Bento et al., J. Cheminform. 12,
/// 51, 2020; version 1.2.2, MIT): nitro and diazonium to charges, quaternary nitrogen, sulfoxides
/// to S+–O-, imidic acids to amides, … on top of the RDKit's rule engine. Alkali metals bound to N
/// or O become cations first.
class Normaliser {
 public:
  Normaliser();

  /// `molecule` is unsanitised, kekulised, with valences. May change `molecule`.
  std::unique_ptr<RDKit::RWMol> normalise(RDKit::RWMol& molecule);

 private:
  RDKit::MolStandardize::Normalizer rules_;
  std::unique_ptr<RDKit::RWMol> alkali_bond_;
};

}  // namespace bb
