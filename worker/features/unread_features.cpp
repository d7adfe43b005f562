#include "worker/features/unread_features.h"

#include <cstring>

#include "worker/features/token_frames.h"

namespace bb {

namespace {

Tensor flags(const std::vector<uint8_t>& list) { return at::tensor(list).to(at::kBool); }

/// One-hot of distances between tokens, (N, N, 1, 64); the first bin before there are coordinates.
Tensor distance_bins(const Tensor& center, bool has_coordinates) {
  constexpr int64_t bins = 64;
  const int64_t tokens = center.size(0);
  if (!has_coordinates) {
    Tensor target = at::zeros({tokens, tokens, 1, bins}, at::kFloat);
    target.select(-1, 0).fill_(1);
    return target;
  }
  const Tensor boundaries = at::linspace(2.0, 22.0, bins - 1);
  const Tensor bin = at::cdist(center, center).unsqueeze(-1).gt(boundaries).sum(-1);
  return at::one_hot(bin, bins).to(at::kFloat).unsqueeze(2);
}

void add_token_features(const AtomList& atoms, FeatureMap& features) {
  const auto n = static_cast<int64_t>(atoms.list->tokens.size());
  std::vector<int64_t> center, polymer;
  std::vector<float> position;
  for (size_t token = 0; token < atoms.list->tokens.size(); ++token) {
    center.push_back(atoms.center(token));
    if (atoms.list->tokens[token].chain_type != ChainType::ligand) {
      polymer.push_back(center.back());
    }
    const auto& disto = atoms.positions[static_cast<size_t>(atoms.disto(token))];
    position.insert(position.end(), disto.begin(), disto.end());
  }
  features["token_to_center_atom"] = at::one_hot(at::tensor(center), atoms.padded());
  features["r_set_to_rep_atom"] = at::one_hot(at::tensor(polymer), atoms.padded());
  features["token_resolved_mask"] = features["token_disto_mask"] = at::ones({n}, at::kFloat);
  const Tensor centers = at::tensor(position).view({n, 3});
  features["disto_center"] = centers;
  features["disto_coords_ensemble"] = centers.unsqueeze(0);
  features["disto_target"] = distance_bins(centers, atoms.has_coordinates);
  features["frame_resolved_mask"] = flags(token_frames(atoms).usable).unsqueeze(0);
  features["ensemble_ref_idxs"] = at::zeros({1}, at::kLong);
}

void add_atom_features(const AtomList& atoms, FeatureMap& features) {
  const auto n = static_cast<int64_t>(atoms.atoms.size());
  const int64_t padding = atoms.padded() - n;
  std::vector<int64_t> chirality;
  for (size_t i = 0; i < atoms.atoms.size(); ++i) {
    chirality.push_back(static_cast<int64_t>(atoms.chemistry(i).chirality));
  }
  const Tensor positions = at::empty({1, n, 3}, at::kFloat);
  std::memcpy(positions.mutable_data_ptr(), atoms.positions.data(),
              atoms.positions.size() * sizeof(atoms.positions[0]));
  const Tensor centred = positions - positions.sum(1, true) / static_cast<double>(n);
  const Tensor real = at::constant_pad_nd(at::ones({n}, at::kFloat), {0, padding});
  features["ref_chirality"] = at::constant_pad_nd(at::tensor(chirality), {0, padding});
  features["coords"] = at::constant_pad_nd(centred, {0, 0, 0, padding});
  features["atom_resolved_mask"] = real.to(at::kBool);
  features["bfactor"] = at::zeros({n + padding}, at::kFloat);
  features["plddt"] = real;
}

/// Groups of W atoms, one after another; as a tensor (W, groups).
struct Groups {
  int64_t width;
  std::vector<int64_t> atoms{};

  void add(const auto& group, int32_t offset) {
    for (const int32_t atom : group) { atoms.push_back(atom + offset); }
  }

  Tensor tensor() const {
    return at::tensor(atoms).view({static_cast<int64_t>(atoms.size()) / width, width}).t();
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

void add_potential_inputs(const Structure& structure, FeatureMap& features) {
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
  features["rdkit_bounds_index"] = pairs.tensor();
  features["rdkit_bounds_bond_mask"] = flags(is_bond);
  features["rdkit_bounds_angle_mask"] = flags(is_angle);
  features["rdkit_upper_bounds"] = at::tensor(upper);
  features["rdkit_lower_bounds"] = at::tensor(lower);
  features["chiral_atom_index"] = chiral.tensor();
  features["chiral_reference_mask"] = flags(chiral_reference);
  features["chiral_atom_orientations"] = flags(is_r);
  features["stereo_bond_index"] = stereo.tensor();
  features["stereo_reference_mask"] = flags(stereo_reference);
  features["stereo_bond_orientations"] = flags(is_e);
  features["planar_bond_index"] = planar.tensor();
  features["planar_ring_5_index"] = rings_5.tensor();
  features["planar_ring_6_index"] = rings_6.tensor();
  add_chain_features(structure, features);
}

void add_template_features(std::span<const Template> templates, int64_t tokens,
                           FeatureMap& features) {
  const auto rows = std::max<int64_t>(1, std::ssize(templates));
  features["query_to_template"] = at::zeros({rows, tokens}, at::kLong);  // nor is it ever filled
  if (templates.empty()) { return; }
  std::vector<uint8_t> force;
  std::vector<float> threshold;
  for (const Template& one : templates) {
    force.push_back(one.force);
    threshold.push_back(one.threshold);
  }
  features["template_force"] = flags(force);
  features["template_force_threshold"] = at::tensor(threshold);
}

}  // namespace

FeatureMap unread_features(const AtomList& atoms, std::span<const Template> templates) {
  FeatureMap features;
  add_token_features(atoms, features);
  add_atom_features(atoms, features);
  add_potential_inputs(*atoms.structure, features);
  add_template_features(templates, std::ssize(atoms.list->tokens), features);
  for (auto& [name, tensor] : features) { tensor = tensor.unsqueeze(0).contiguous(); }
  return features;
}

}  // namespace bb
