#include "worker/features/atom_features.h"

#include <algorithm>

#include "io/files/input_error.h"
#include "worker/features/atom_structure_features.h"
#include "worker/features/numpy_random.h"
#include "worker/model/core/features.h"

namespace bb {
namespace {

int64_t backbone_class(ChainType type, std::string_view name) {
  using Names = std::span<const std::string_view>;
  static constexpr std::array<std::string_view, 4> protein = {"N", "CA", "C", "O"};
  static constexpr std::array<std::string_view, 12> nucleic = {
      "P", "OP1", "OP2", "O5'", "C5'", "C4'", "O4'", "C3'", "O3'", "C2'", "O2'", "C1'"};
  if (type == ChainType::ligand) { return 0; }
  const Names names = type == ChainType::protein ? Names(protein) : Names(nucleic);
  const int64_t base = type == ChainType::protein ? 1 : 1 + static_cast<int64_t>(protein.size());
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? 0 : base + (found - names.begin());
}

void add_name(const Molecule::Atom& atom, std::vector<int64_t>& codes) {
  for (size_t i = 0; i < static_cast<size_t>(atom_name_length); ++i) {
    const int64_t code = i < atom.name.size() ? atom.name[i] - ' ' : 0;
    if (code < 0 || code >= atom_name_codes) {
      throw InputError({}, "an atom is called " + quote(atom.name),
                       "Names may hold capital letters, digits and punctuation of ASCII");
    }
    codes.push_back(code);
  }
}

/// The conformer of every uid, as the reference draws it: one draw per residue, in their order.
std::vector<const Molecule::Conformer*> draw_conformers(const AtomList& atoms) {
  NumpyRandom random;
  std::vector<const Molecule::Conformer*> drawn;
  for (const int32_t residue : atoms.uid_residue) {
    const Molecule& molecule = *atoms.structure->residues[static_cast<size_t>(residue)].molecule;
    if (molecule.conformers.empty()) {
      throw InputError({}, "the component " + molecule.code + " has no coordinates",
                       "Use component data that has them");
    }
    const auto count = static_cast<uint32_t>(molecule.conformers.size());
    drawn.push_back(&molecule.conformers[random.choice(count)]);
  }
  return drawn;
}

/// (atoms, 3), centred and moved, the last uid's apart.
std::vector<float> place_conformers(const AtomList& atoms, const ConformerDraws& draws) {
  const auto conformers = draw_conformers(atoms);
  std::vector<float> positions;
  for (const AtomList::Atom& atom : atoms.atoms) {
    const auto in_molecule = static_cast<size_t>(
        atoms.structure->atoms[static_cast<size_t>(atom.in_structure)].in_molecule);
    const auto& position = conformers[static_cast<size_t>(atom.uid)]->positions[in_molecule];
    positions.insert(positions.end(), position.begin(), position.end());
  }
  std::vector<std::vector<size_t>> members(conformers.size());
  for (size_t i = 0; i < atoms.atoms.size(); ++i) {
    members[static_cast<size_t>(atoms.atoms[i].uid)].push_back(i);
  }
  for (size_t uid = 0; uid + 1 < members.size(); ++uid) {
    const RigidMotion motion = draws(static_cast<int64_t>(uid));
    std::array<float, 3> mean{};
    for (const size_t i : members[uid]) {
      for (size_t axis = 0; axis < 3; ++axis) { mean[axis] += positions[i * 3 + axis]; }
    }
    for (float& value : mean) { value /= static_cast<float>(members[uid].size()); }
    for (const size_t i : members[uid]) {
      std::array<float, 3> centred{};
      for (size_t axis = 0; axis < 3; ++axis) {
        centred[axis] = positions[i * 3 + axis] - mean[axis];
      }
      for (size_t axis = 0; axis < 3; ++axis) {
        positions[i * 3 + axis] = centred[0] * motion.rotation[axis] +
                                  centred[1] * motion.rotation[3 + axis] +
                                  centred[2] * motion.rotation[6 + axis] + motion.translation[axis];
      }
    }
  }
  return positions;
}

/// Padded with zeros along one axis to `size`.
Tensor padded(const Tensor& tensor, int64_t axis, int64_t size) {
  std::vector<int64_t> padding(static_cast<size_t>(tensor.dim() - axis) * 2, 0);
  padding.back() = size - tensor.size(axis);
  return at::constant_pad_nd(tensor, padding);
}

}  // namespace

FeatureMap atom_features(const AtomList& atoms, const ConformerDraws& draws, FeatureScope scope) {
  const auto n = static_cast<int64_t>(atoms.atoms.size());
  const int64_t total = (n + query_window - 1) / query_window * query_window;
  constexpr int64_t backbone_classes = 17;
  std::vector<int64_t> names, elements_of, chirality, backbone, uid, token;
  std::vector<float> charge;
  for (size_t i = 0; i < atoms.atoms.size(); ++i) {
    const Molecule::Atom& atom = atoms.chemistry(i);
    const auto of = static_cast<size_t>(atoms.atoms[i].token);
    add_name(atom, names);
    elements_of.push_back(atom.element);
    charge.push_back(atom.formal_charge);
    chirality.push_back(static_cast<int64_t>(atom.chirality));
    backbone.push_back(backbone_class(atoms.list->tokens[of].chain_type, atom.name));
    uid.push_back(atoms.atoms[i].uid);
    token.push_back(atoms.atoms[i].token);
  }
  FeatureMap features;
  features["ref_pos"] = to_tensor(place_conformers(atoms, draws), {n, 3});
  features["ref_atom_name_chars"] =
      at::one_hot(to_tensor(names, {n, atom_name_length}), atom_name_codes);
  features["ref_element"] = at::one_hot(to_tensor(elements_of), elements);
  features["ref_charge"] = to_tensor(charge);
  features["ref_chirality"] = to_tensor(chirality);
  features["atom_backbone_feat"] = at::one_hot(to_tensor(backbone), backbone_classes);
  features["ref_space_uid"] = to_tensor(uid);
  features["atom_to_token"] =
      at::one_hot(to_tensor(token), static_cast<int64_t>(atoms.list->tokens.size()));
  features["atom_resolved_mask"] = at::ones({n}, at::kBool);
  features["atom_pad_mask"] = at::ones({n}, at::kFloat);
  features["bfactor"] = at::zeros({n}, at::kFloat);
  features["plddt"] = at::ones({n}, at::kFloat);
  for (auto& [name, tensor] : features) { tensor = padded(tensor, 0, total); }
  for (auto& [name, tensor] : token_atom_features(atoms, scope)) {
    features[name] = padded(tensor, 1, total);
  }
  features["coords"] = padded(centred_coordinates(atoms), 1, total);
  features.merge(token_coordinate_features(atoms, scope));
  return features;
}

}  // namespace bb
