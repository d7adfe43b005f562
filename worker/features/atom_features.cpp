#include "worker/features/atom_features.h"

#include <algorithm>

#include "io/files/input_error.h"
#include "worker/features/numpy_random.h"
#include "worker/features/token_frames.h"

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

}  // namespace

AtomFeatures atom_features(const AtomList& atoms, const ConformerDraws& draws) {
  constexpr int64_t backbone_classes = 17;
  const size_t n = atoms.atoms.size();
  std::vector<int64_t> names, elements_of, backbone, uid, token, rep;
  std::vector<float> charge;
  for (size_t i = 0; i < n; ++i) {
    const Molecule::Atom& atom = atoms.chemistry(i);
    const auto of = static_cast<size_t>(atoms.atoms[i].token);
    add_name(atom, names);
    elements_of.push_back(atom.element);
    charge.push_back(atom.formal_charge);
    backbone.push_back(backbone_class(atoms.list->tokens[of].chain_type, atom.name));
    uid.push_back(atoms.atoms[i].uid);
    token.push_back(atoms.atoms[i].token);
  }
  for (size_t i = 0; i < atoms.list->tokens.size(); ++i) { rep.push_back(atoms.disto(i)); }
  const int64_t padding = atoms.padded() - static_cast<int64_t>(n);
  const auto padded = [&](const Tensor& rows) {
    return at::constant_pad_nd(rows, {0, 0, 0, padding}).unsqueeze(0);
  };
  const auto padded_row = [&](const auto& list) {
    return at::constant_pad_nd(as_row(list), {0, padding});
  };
  const auto count = static_cast<int64_t>(n);
  AtomFeatures f;
  f.ref_pos = padded(at::tensor(place_conformers(atoms, draws)).view({count, 3}));
  f.ref_charge = padded_row(charge);
  f.ref_element = padded_row(elements_of);
  f.ref_name_chars = padded(at::tensor(names).view({count, atom_name_length}));
  f.ref_space_uid = padded_row(uid);
  f.atom_backbone = padded(at::one_hot(at::tensor(backbone), backbone_classes).to(at::kFloat));
  f.atom_mask = padded_row(std::vector<float>(n, 1));
  f.atom_to_token = padded_row(token);
  f.rep_atom = as_row(rep);
  f.frames_idx = at::tensor(token_frames(atoms).atoms).view({1, f.rep_atom.size(1), 3});
  return f;
}

}  // namespace bb
