#include "io/input/components/component_residues.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "io/input/components/component_store.h"

namespace bb {
namespace {

TEST(StandardResidues, EachHasItsComponentWithTheseAtoms) {
  const auto store = ComponentStore::standard();
  EXPECT_EQ(store->size(), standard_residues().size());
  EXPECT_NE(store->provenance().find("CC0"), std::string_view::npos);
  for (const StandardResidue& residue : standard_residues()) {
    ASSERT_TRUE(store->contains(residue.name)) << residue.name;
    const Molecule molecule = store->load(residue.name);
    EXPECT_EQ(problem_of(molecule), "");
    EXPECT_GE(molecule.conformers.size(), 2U);
    for (const std::string_view atom : residue.atoms) {
      EXPECT_GE(find_atom(molecule, atom), 0) << residue.name << ' ' << atom;
    }
  }
}

TEST(StandardResidues, NumbersOfTheReference) {
  const auto all = standard_residues();
  ASSERT_EQ(all.size(), 31U);
  for (size_t i = 0; i < all.size(); ++i) { EXPECT_EQ(all[i].token, static_cast<int>(i) + 2); }
  EXPECT_EQ(find_standard_residue("UNK")->token, 22);
  EXPECT_EQ(find_standard_residue("DN")->token, 32);
  EXPECT_EQ(find_standard_residue("GLY")->disto, find_standard_residue("GLY")->center);
  EXPECT_EQ(find_standard_residue("DA")->atoms[find_standard_residue("DA")->disto], "C4");
  EXPECT_EQ(find_standard_residue("U")->atoms[find_standard_residue("U")->disto], "C2");
  EXPECT_EQ(find_standard_residue("MSE"), nullptr);
}

}  // namespace
}  // namespace bb
