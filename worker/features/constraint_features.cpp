#include "worker/features/constraint_features.h"

namespace bb {
namespace {

/// Groups of W atoms, one after another; as a tensor (W, groups).
struct Groups {
  int64_t width;
  std::vector<int64_t> atoms{};

  void add(const auto& group, int32_t offset) {
    for (const int32_t atom : group) { atoms.push_back(atom + offset); }
  }

  Tensor tensor() const {
    return to_tensor(atoms, {static_cast<int64_t>(atoms.size()) / width, width}).t().contiguous();
  }
};

void add_chain_features(const Structure& structure, FeatureMap& features) {
  Groups chains{2}, atoms{2}, symmetric{2};
  for (const StructureBond& bond : structure.bonds) {
    if (bond.chain_1 == bond.chain_2) { continue; }
    chains.add(std::array{bond.chain_1, bond.chain_2}, 0);
    atoms.add(std::array{bond.atom_1, bond.atom_2}, 0);
  }
  const auto count = static_cast<int32_t>(structure.chains.size());
  for (int32_t i = 0; i < count; ++i) {
    for (int32_t j = i + 1; j < count; ++j) {
      const auto entity = [&](int32_t k) {
        return structure.chains[static_cast<size_t>(k)].entity;
      };
      if (entity(i) == entity(j)) { symmetric.add(std::array{i, j}, 0); }
    }
  }
  features["connected_chain_index"] = chains.tensor();
  features["connected_atom_index"] = atoms.tensor();
  features["symmetric_chain_index"] = symmetric.tensor();
}

}  // namespace

FeatureMap constraint_features(const Structure& structure) {
  Groups pairs{2}, chiral{4}, stereo{4}, planar{6}, rings_5{5}, rings_6{6};
  std::vector<uint8_t> is_bond, is_angle, chiral_reference, is_r, stereo_reference, is_e;
  std::vector<float> lower, upper;
  for (const StructureResidue& residue : structure.residues) {
    if (residue.standard) { continue; }
    const Molecule& molecule = *residue.molecule;
    for (const Molecule::Bounds& one : molecule.bounds) {
      pairs.add(one.atoms, residue.first_atom);
      is_bond.push_back(one.is_bond);
      is_angle.push_back(one.is_angle);
      lower.push_back(one.lower);
      upper.push_back(one.upper);
    }
    for (const Molecule::ChiralAtom& one : molecule.chiral_atoms) {
      chiral.add(one.atoms, residue.first_atom);
      chiral_reference.push_back(one.is_reference);
      is_r.push_back(one.is_r);
    }
    for (const Molecule::StereoBond& one : molecule.stereo_bonds) {
      stereo.add(one.atoms, residue.first_atom);
      stereo_reference.push_back(one.is_reference);
      is_e.push_back(one.is_e);
    }
    for (const auto& group : molecule.planar_bonds) { planar.add(group, residue.first_atom); }
    for (const auto& group : molecule.planar_rings_5) { rings_5.add(group, residue.first_atom); }
    for (const auto& group : molecule.planar_rings_6) { rings_6.add(group, residue.first_atom); }
  }
  FeatureMap features;
  features["rdkit_bounds_index"] = pairs.tensor();
  features["rdkit_bounds_bond_mask"] = to_bool_tensor(is_bond);
  features["rdkit_bounds_angle_mask"] = to_bool_tensor(is_angle);
  features["rdkit_upper_bounds"] = to_tensor(upper);
  features["rdkit_lower_bounds"] = to_tensor(lower);
  features["chiral_atom_index"] = chiral.tensor();
  features["chiral_reference_mask"] = to_bool_tensor(chiral_reference);
  features["chiral_atom_orientations"] = to_bool_tensor(is_r);
  features["stereo_bond_index"] = stereo.tensor();
  features["stereo_reference_mask"] = to_bool_tensor(stereo_reference);
  features["stereo_bond_orientations"] = to_bool_tensor(is_e);
  features["planar_bond_index"] = planar.tensor();
  features["planar_ring_5_index"] = rings_5.tensor();
  features["planar_ring_6_index"] = rings_6.tensor();
  add_chain_features(structure, features);
  return features;
}

}  // namespace bb
