#include "io/input/chemistry/stereo_constraints.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <Geometry/point.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/RDKitBase.h>
#include <RDGeneral/types.h>

namespace bb {
namespace {

bool has_cip_ranks(const RDKit::ROMol& molecule) {
  for (const RDKit::Atom* atom : molecule.atoms()) {
    if (!atom->hasProp(RDKit::common_properties::_CIPRank)) { return false; }
  }
  return true;
}

// The neighbours of `atom` but `left_out`, highest CIP rank first, equal ranks in the molecule's
// order.
std::vector<int> neighbours_by_rank(const RDKit::ROMol& molecule, const RDKit::Atom& atom,
                                    int left_out = -1) {
  std::vector<const RDKit::Atom*> found;
  for (const RDKit::Atom* other : molecule.atomNeighbors(&atom)) {
    if (static_cast<int>(other->getIdx()) != left_out) { found.push_back(other); }
  }
  const auto rank = [](const RDKit::Atom* a) {
    return a->getProp<unsigned int>(RDKit::common_properties::_CIPRank);
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto* a, const auto* b) { return rank(a) > rank(b); });
  std::vector<int> out;
  for (const RDKit::Atom* a : found) { out.push_back(static_cast<int>(a->getIdx())); }
  return out;
}

std::optional<std::array<int32_t, 4>> places(const HeavyAtoms& heavy,
                                             const std::array<int, 4>& atoms) {
  if (!heavy.all_heavy(atoms)) { return std::nullopt; }
  return std::array{heavy.place(atoms[0]), heavy.place(atoms[1]), heavy.place(atoms[2]),
                    heavy.place(atoms[3])};
}

}  // namespace

std::vector<Molecule::ChiralAtom> chiral_atoms(RDKit::RWMol& molecule, const HeavyAtoms& heavy) {
  std::vector<Molecule::ChiralAtom> out;
  if (!has_cip_ranks(molecule)) { return out; }
  RDKit::MolOps::assignStereochemistry(molecule, false, true, false);
  for (const RDKit::Atom* centre : molecule.atoms()) {
    std::string code;
    if (!centre->getPropIfPresent(RDKit::common_properties::_CIPCode, code)) { continue; }
    const std::vector<int> around = neighbours_by_rank(molecule, *centre);
    if (around.size() < 3 || around.size() > 4 || centre->getHybridization() != RDKit::Atom::SP3) {
      continue;
    }
    const int middle = static_cast<int>(centre->getIdx());
    const auto add = [&](const std::array<int, 4>& atoms, bool is_reference) {
      const auto at = places(heavy, atoms);
      if (at) { out.push_back({.atoms = *at, .is_reference = is_reference, .is_r = code == "R"}); }
    };
    add({around[0], around[1], around[2], middle}, true);
    if (around.size() < 4) { continue; }
    // Seen without the first, second and third neighbour; turned so that the sense is that of the
    // reference order.
    add({around[3], around[2], around[1], middle}, false);
    add({around[0], around[2], around[3], middle}, false);
    add({around[3], around[1], around[0], middle}, false);
  }
  return out;
}

std::vector<Molecule::StereoBond> stereo_bonds(const RDKit::ROMol& molecule,
                                               const HeavyAtoms& heavy) {
  std::vector<Molecule::StereoBond> out;
  if (!has_cip_ranks(molecule)) { return out; }
  for (const RDKit::Bond* bond : molecule.bonds()) {
    if (bond->getStereo() != RDKit::Bond::STEREOE && bond->getStereo() != RDKit::Bond::STEREOZ) {
      continue;
    }
    const int first = static_cast<int>(bond->getBeginAtomIdx());
    const int last = static_cast<int>(bond->getEndAtomIdx());
    const std::vector<int> before = neighbours_by_rank(molecule, *bond->getBeginAtom(), last);
    const std::vector<int> after = neighbours_by_rank(molecule, *bond->getEndAtom(), first);
    if (before.empty() || after.empty()) { continue; }
    const auto add = [&](const std::array<int, 4>& atoms, bool is_reference) {
      const auto at = places(heavy, atoms);
      if (at) { out.push_back({*at, is_reference, bond->getStereo() == RDKit::Bond::STEREOE}); }
    };
    add({before[0], first, last, after[0]}, true);
    if (before.size() == 2 && after.size() == 2) { add({before[1], first, last, after[1]}, false); }
  }
  return out;
}

bool has_configuration(const Molecule& molecule, const Molecule::StereoBond& bond) {
  std::array<RDGeom::Point3D, 4> at;
  for (size_t i = 0; i < at.size(); ++i) {
    const auto atom = static_cast<size_t>(bond.atoms[i]);
    const auto& [x, y, z] = molecule.conformers.front().positions[atom];
    at[i] = RDGeom::Point3D(x, y, z);
  }
  const RDGeom::Point3D axis = at[2] - at[1];
  const RDGeom::Point3D before = (at[0] - at[1]).crossProduct(axis);
  const RDGeom::Point3D after = (at[3] - at[2]).crossProduct(axis);
  return (before.dotProduct(after) < 0) == bond.is_e;
}

}  // namespace bb
