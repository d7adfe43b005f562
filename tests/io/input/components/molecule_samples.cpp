#include "tests/io/input/components/molecule_samples.h"

#include <utility>

namespace bb::test {

Molecule sample_molecule(std::string code) {
  Molecule molecule;
  molecule.code = std::move(code);
  molecule.atoms = {{"C1", 6, 0, Chirality::clockwise, Chirality::counterclockwise, false},
                    {"O1", 8, -1, Chirality::unspecified, Chirality::unspecified, false},
                    {"N1", 7, 1, Chirality::unspecified, Chirality::unspecified, false},
                    {"S1", 16, 0, Chirality::other, Chirality::other, true}};
  molecule.bonds = {
      {0, 1, BondType::single}, {0, 2, BondType::twofold}, {2, 3, BondType::aromatic}};
  molecule.conformers = {{"Ideal", {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 2, 0.5F}}},
                         {"Computed", {{0, 0, 0}, {1.1F, 0, 0}, {0, 1.1F, 0}, {0, 2, 0}}}};
  for (int32_t i = 0; i < 4; ++i) {
    for (int32_t j = i + 1; j < 4; ++j) {
      molecule.bounds.push_back(
          {{i, j}, 1.0F + static_cast<float>(j), 2.5F + static_cast<float>(i), j == 1, i == 2});
    }
  }
  molecule.chiral_atoms = {{{1, 2, 3, 0}, true, false}, {{2, 1, 1, 0}, false, true}};
  molecule.stereo_bonds = {{{1, 0, 2, 3}, true, true}, {{0, 1, 2, 0}, false, false}};
  molecule.planar_bonds = {{0, 1, 2, 0, 1, 2}};
  molecule.planar_rings_5 = {{0, 1, 2, 3, 0}};
  molecule.planar_rings_6 = {{2, 1, 0, 2, 1, 0}, {3, 3, 3, 3, 3, 3}};
  molecule.molecular_weight = 171.111;
  molecule.counted_atoms = 9;
  return molecule;
}

}  // namespace bb::test
