// Prints the components of a store as JSON, for check_components.py: dump_components
// STORE|standard|FILE.cif

#include <algorithm>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <string_view>

#include "io/input/components/component_cif.h"
#include "io/input/components/component_store.h"

namespace {

template <typename List, typename Print>
void print(const char* key, const List& list, Print one) {
  std::printf(",\n \"%s\": [", key);
  bool first = true;
  for (const auto& item : list) {
    std::printf(first ? "" : ", ");
    one(item);
    first = false;
  }
  std::printf("]");
}

void print_atoms(std::span<const int32_t> atoms) {
  std::printf("[");
  for (size_t i = 0; i < atoms.size(); ++i) { std::printf("%s%d", i > 0 ? ", " : "", atoms[i]); }
  std::printf("]");
}

template <typename Item>
void print_flagged(const Item& item, bool first, bool second) {
  std::printf("[");
  print_atoms(item.atoms);
  std::printf(", %d, %d]", first, second);
}

void print_molecule(const bb::Molecule& molecule) {
  using bb::Molecule;
  std::printf("{\"code\": \"%s\", \"weight\": %.17g, \"counted\": %d", molecule.code.c_str(),
              molecule.molecular_weight, molecule.counted_atoms);
  print("atoms", molecule.atoms, [](const Molecule::Atom& atom) {
    std::printf("[\"%s\", %d, %d, %d, %d, %d]", atom.name.c_str(), atom.element, atom.formal_charge,
                static_cast<int>(atom.chirality), static_cast<int>(atom.parsed_chirality),
                atom.leaving);
  });
  print("bonds", molecule.bonds, [](const Molecule::Bond& bond) {
    std::printf("[%d, %d, %d]", bond.first, bond.second, static_cast<int>(bond.type));
  });
  print("conformers", molecule.conformers, [](const Molecule::Conformer& conformer) {
    std::printf("[\"%s\"", conformer.name.c_str());
    for (const auto& p : conformer.positions) {
      std::printf(", [%.9g, %.9g, %.9g]", static_cast<double>(p[0]), static_cast<double>(p[1]),
                  static_cast<double>(p[2]));
    }
    std::printf("]");
  });
  print("bounds", molecule.bounds, [](const Molecule::Bounds& bounds) {
    std::printf("[%d, %d, %.9g, %.9g, %d, %d]", bounds.atoms[0], bounds.atoms[1],
                static_cast<double>(bounds.lower), static_cast<double>(bounds.upper),
                bounds.is_bond, bounds.is_angle);
  });
  print("chiral", molecule.chiral_atoms, [](const Molecule::ChiralAtom& chiral) {
    print_flagged(chiral, chiral.is_reference, chiral.is_r);
  });
  print("stereo", molecule.stereo_bonds, [](const Molecule::StereoBond& stereo) {
    print_flagged(stereo, stereo.is_reference, stereo.is_e);
  });
  print("planar_bonds", molecule.planar_bonds, [](const auto& atoms) { print_atoms(atoms); });
  print("planar_rings_5", molecule.planar_rings_5, [](const auto& atoms) { print_atoms(atoms); });
  print("planar_rings_6", molecule.planar_rings_6, [](const auto& atoms) { print_atoms(atoms); });
  std::printf("}");
}

}  // namespace

int main(int count, char** values) {
  try {
    const std::string_view source = count > 1 ? values[1] : "standard";
    std::printf("[");
    if (source.find(".cif") != source.npos) {
      const bb::ComponentImport import = bb::read_components_cif(source);
      for (size_t i = 0; i < import.components.size(); ++i) {
        if (i > 0) { std::printf(",\n"); }
        print_molecule(import.components[i]);
      }
      for (const std::string& problem : import.problems) {
        std::fprintf(stderr, "%s\n", problem.c_str());
      }
    } else {
      const auto store =
          source == "standard" ? bb::ComponentStore::standard() : bb::ComponentStore::open(source);
      for (size_t i = 0; i < store->size(); ++i) {
        if (i > 0) { std::printf(",\n"); }
        print_molecule(store->load(store->code(i)));
      }
    }
    std::printf("]\n");
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
