#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <GraphMol/RWMol.h>

#include "io/input/chemistry/heavy_atoms.h"
#include "io/input/components/molecule.h"

namespace bb {

/// Distance bounds and flat groups of a ligand, as the reference's parser takes them from the RDKit
/// (inputs of its physical potentials). `molecule` is sanitised and has its hydrogens; indices that
/// come out are places in `heavy`.
class GeometryConstraints {
 public:
  GeometryConstraints();

  /// One per pair of heavy atoms; none for a molecule of one atom. Needs (and makes) ring
  /// information.
  std::vector<Molecule::Bounds> bounds(RDKit::RWMol& molecule, const HeavyAtoms& heavy) const;

  /// The six atoms of a double bond between trigonal carbons: a carbon, its two neighbours, the
  /// other carbon, its two.
  std::vector<std::array<int32_t, 6>> planar_bonds(const RDKit::ROMol& molecule,
                                                   const HeavyAtoms& heavy) const;

  std::vector<std::array<int32_t, 5>> planar_rings_5(const RDKit::ROMol& molecule,
                                                     const HeavyAtoms& heavy) const;
  std::vector<std::array<int32_t, 6>> planar_rings_6(const RDKit::ROMol& molecule,
                                                     const HeavyAtoms& heavy) const;

 private:
  using Pattern = std::unique_ptr<RDKit::RWMol>;

  Pattern bond_, angle_, double_bond_, ring_5_, ring_6_;
};

}  // namespace bb
