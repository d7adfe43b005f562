#include "io/input/components/molecule.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace bb {
namespace {

const Molecule::Conformer* first_named(const Molecule& molecule, std::string_view name) {
  const auto found = std::ranges::find(molecule.conformers, name, &Molecule::Conformer::name);
  return found == molecule.conformers.end() ? nullptr : &*found;
}

bool within(std::span<const int32_t> atoms, size_t count) {
  return std::ranges::all_of(
      atoms, [&](int32_t atom) { return atom >= 0 && static_cast<size_t>(atom) < count; });
}

// Renumbers atoms in place by `new_index`; false if one of them is gone (-1).
bool renumber(std::span<int32_t> atoms, const std::vector<int32_t>& new_index) {
  for (int32_t& atom : atoms) { atom = new_index[static_cast<size_t>(atom)]; }
  return std::ranges::all_of(atoms, [](int32_t atom) { return atom >= 0; });
}

template <typename T, typename Atoms>
void renumber_all(std::vector<T>& items, const std::vector<int32_t>& new_index, Atoms atoms_of) {
  std::erase_if(items, [&](T& item) { return !renumber(atoms_of(item), new_index); });
}

}  // namespace

const Molecule::Conformer* preferred_conformer(const Molecule& molecule) {
  for (const std::string_view name : {"Computed", "Ideal"}) {
    if (const auto* conformer = first_named(molecule, name)) { return conformer; }
  }
  return molecule.conformers.empty() ? nullptr : &molecule.conformers.front();
}

int32_t find_atom(const Molecule& molecule, std::string_view name) {
  for (size_t i = molecule.atoms.size(); i-- > 0;) {
    if (molecule.atoms[i].name == name) { return static_cast<int32_t>(i); }
  }
  return -1;
}

Molecule without_leaving(const Molecule& molecule) {
  // The reference looks at a lone heavy atom before it looks at what leaves.
  if (molecule.atoms.size() <= 1 ||
      std::ranges::none_of(molecule.atoms, &Molecule::Atom::leaving)) {
    return molecule;
  }
  Molecule kept = molecule;
  std::vector<int32_t> new_index;
  int32_t next = 0;
  for (const Molecule::Atom& atom : molecule.atoms) {
    new_index.push_back(atom.leaving ? -1 : next++);
  }

  std::erase_if(kept.atoms, [](const Molecule::Atom& atom) { return atom.leaving; });
  for (Molecule::Conformer& conformer : kept.conformers) {
    size_t at = 0;
    std::erase_if(conformer.positions, [&](const auto&) { return new_index[at++] < 0; });
  }
  std::erase_if(kept.bonds, [&](Molecule::Bond& bond) {
    bond.first = new_index[static_cast<size_t>(bond.first)];
    bond.second = new_index[static_cast<size_t>(bond.second)];
    return bond.first < 0 || bond.second < 0;
  });
  const auto atoms_of = [](auto& item) { return std::span<int32_t>(item.atoms); };
  const auto whole = [](auto& item) { return std::span<int32_t>(item); };
  renumber_all(kept.bounds, new_index, atoms_of);
  renumber_all(kept.chiral_atoms, new_index, atoms_of);
  renumber_all(kept.stereo_bonds, new_index, atoms_of);
  renumber_all(kept.planar_bonds, new_index, whole);
  renumber_all(kept.planar_rings_5, new_index, whole);
  renumber_all(kept.planar_rings_6, new_index, whole);
  return kept;
}

std::string problem_of(const Molecule& molecule) {
  const size_t count = molecule.atoms.size();
  if (count == 0) { return "it has no atom other than hydrogen"; }
  for (const Molecule::Atom& atom : molecule.atoms) {
    if (atom.name.empty()) { return "an atom has no name"; }
    if (atom.element > 127) { return "atom " + atom.name + " has an atomic number above 127"; }
    if (atom.chirality > Chirality::other || atom.parsed_chirality > Chirality::other) {
      return "atom " + atom.name + " has an unknown chirality";
    }
  }
  for (const Molecule::Bond& bond : molecule.bonds) {
    if (!within(std::array{bond.first, bond.second}, count) || bond.first >= bond.second ||
        bond.type > BondType::covalent) {
      return "a bond is not between two of its atoms";
    }
  }
  for (const Molecule::Conformer& conformer : molecule.conformers) {
    if (conformer.positions.size() != count) { return "a conformer has another number of atoms"; }
    for (const auto& position : conformer.positions) {
      if (!std::ranges::all_of(position, [](float x) { return std::isfinite(x); })) {
        return "a coordinate is not finite";
      }
    }
  }
  for (const Molecule::Bounds& bounds : molecule.bounds) {
    if (std::isnan(bounds.lower) || std::isnan(bounds.upper)) {
      return "a distance bound is not a number";
    }
  }
  const auto atoms_of = [&](const auto& item) { return within(item.atoms, count); };
  const auto whole = [&](const auto& item) { return within(item, count); };
  const bool good = std::ranges::all_of(molecule.bounds, atoms_of) &&
                    std::ranges::all_of(molecule.chiral_atoms, atoms_of) &&
                    std::ranges::all_of(molecule.stereo_bonds, atoms_of) &&
                    std::ranges::all_of(molecule.planar_bonds, whole) &&
                    std::ranges::all_of(molecule.planar_rings_5, whole) &&
                    std::ranges::all_of(molecule.planar_rings_6, whole);
  if (!good) { return "a constraint names an atom that it does not have"; }
  if (!std::isfinite(molecule.molecular_weight) || molecule.molecular_weight < 0) {
    return "its molecular weight is not a mass";
  }
  return {};
}

}  // namespace bb
