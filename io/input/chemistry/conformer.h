#pragma once

#include <cstdint>
#include <string>

#include <GraphMol/RWMol.h>

#include "io/input/chemistry/ligand.h"

namespace bb {

struct EmbeddedConformer {
  ConformerQuality quality = ConformerQuality::optimised;
  bool random_coordinates = false;
};

/// Gives `molecule` (sanitised, with hydrogens) one conformer, as the reference's
/// compute_3d_conformer does: ETKDGv3 (Wang et al., J. Chem. Inf. Model. 60, 2044, 2020), from
/// random coordinates where that fails, then UFF, at most 1,000 iterations. Unlike the reference's,
/// the seed (≥ 0) is given. Throws a ChemistryError where there is none; a UFF that fails is none.
EmbeddedConformer embed(RDKit::RWMol& molecule, int32_t seed, const std::string& smiles);

}  // namespace bb
