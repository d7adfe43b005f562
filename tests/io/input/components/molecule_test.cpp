#include "io/input/components/molecule.h"

#include <limits>

#include <gtest/gtest.h>

#include "tests/io/input/components/molecule_samples.h"

namespace bb {
namespace {

using test::sample_molecule;

TEST(Molecule, PrefersTheComputedConformer) {
  Molecule molecule = sample_molecule();
  EXPECT_EQ(preferred_conformer(molecule)->name, "Computed");
  molecule.conformers.pop_back();
  EXPECT_EQ(preferred_conformer(molecule)->name, "Ideal");
  molecule.conformers[0].name = "";
  EXPECT_EQ(preferred_conformer(molecule), &molecule.conformers[0]);
  molecule.conformers.clear();
  EXPECT_EQ(preferred_conformer(molecule), nullptr);
}

TEST(Molecule, FindsTheLastOfEqualNames) {
  Molecule molecule = sample_molecule();
  EXPECT_EQ(find_atom(molecule, "N1"), 2);
  EXPECT_EQ(find_atom(molecule, "n1"), -1);
  molecule.atoms[3].name = "C1";
  EXPECT_EQ(find_atom(molecule, "C1"), 3);
}

TEST(Molecule, WithoutLeavingAtoms) {
  const Molecule kept = without_leaving(sample_molecule());
  EXPECT_EQ(problem_of(kept), "");
  ASSERT_EQ(kept.atoms.size(), 3U);
  EXPECT_EQ(kept.bonds.size(), 2U);
  EXPECT_EQ(kept.conformers[1].positions.size(), 3U);
  EXPECT_EQ(kept.bounds.size(), 3U);
  EXPECT_EQ(kept.chiral_atoms.size(), 1U);
  EXPECT_EQ(kept.stereo_bonds.size(), 1U);
  EXPECT_EQ(kept.planar_bonds.size(), 1U);
  EXPECT_TRUE(kept.planar_rings_5.empty());
  EXPECT_EQ(kept.planar_rings_6.size(), 1U);
}

TEST(Molecule, WithoutAnAtomInTheMiddleRenumbers) {
  Molecule molecule = sample_molecule();
  molecule.atoms[3].leaving = false;
  molecule.atoms[1].leaving = true;
  const Molecule kept = without_leaving(molecule);
  EXPECT_EQ(problem_of(kept), "");
  EXPECT_EQ(kept.bonds,
            (std::vector<Molecule::Bond>{{0, 1, BondType::twofold}, {1, 2, BondType::aromatic}}));
  EXPECT_EQ(kept.bounds[2].atoms, (std::array{1, 2}));
  EXPECT_EQ(kept.conformers[0].positions[1], (std::array{0.0F, 1.0F, 0.0F}));
}

TEST(Molecule, ALoneAtomDoesNotLeave) {
  Molecule molecule;
  molecule.code = "ZN";
  molecule.atoms = {{"ZN", 30, 2, Chirality::unspecified, Chirality::unspecified, true}};
  EXPECT_EQ(without_leaving(molecule), molecule);
}

TEST(Molecule, SaysWhatIsWrong) {
  const auto problem = [](auto change) {
    Molecule molecule = sample_molecule();
    change(molecule);
    return problem_of(molecule);
  };
  EXPECT_EQ(problem([](Molecule&) {}), "");
  EXPECT_EQ(problem([](Molecule& m) { m.atoms.clear(); }), "it has no atom other than hydrogen");
  EXPECT_EQ(problem([](Molecule& m) { m.atoms[1].name.clear(); }), "an atom has no name");
  EXPECT_EQ(problem([](Molecule& m) { m.bonds[0].second = 4; }),
            "a bond is not between two of its atoms");
  EXPECT_EQ(problem([](Molecule& m) { m.bonds[0] = {1, 0, BondType::single}; }),
            "a bond is not between two of its atoms");
  EXPECT_EQ(problem([](Molecule& m) { m.conformers[0].positions.pop_back(); }),
            "a conformer has another number of atoms");
  EXPECT_EQ(problem([](Molecule& m) {
              m.conformers[0].positions[1][2] = std::numeric_limits<float>::infinity();
            }),
            "a coordinate is not finite");
  EXPECT_EQ(
      problem([](Molecule& m) { m.bounds[0].lower = std::numeric_limits<float>::quiet_NaN(); }),
      "a distance bound is not a number");
  EXPECT_EQ(problem([](Molecule& m) { m.planar_rings_5[0][4] = -1; }),
            "a constraint names an atom that it does not have");
  EXPECT_EQ(problem([](Molecule& m) { m.molecular_weight = -1; }),
            "its molecular weight is not a mass");
}

}  // namespace
}  // namespace bb
