#include "io/input/components/component_library.h"

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "tests/io/input/components/molecule_samples.h"

namespace bb {
namespace {

std::shared_ptr<const ComponentStore> store_of(std::vector<Molecule> molecules, std::string name) {
  return ComponentStore::from_memory(encode_component_store(molecules, ""), std::move(name));
}

TEST(ComponentLibrary, TheFirstStoreWins) {
  Molecule other = test::sample_molecule("ALA");
  const ComponentLibrary library(
      {store_of({other, test::sample_molecule("ABC")}, "mine"), ComponentStore::standard()});
  EXPECT_EQ(library.get("ALA")->atoms.size(), 4U);
  EXPECT_EQ(library.get("GLY")->atoms.size(), 5U);
  EXPECT_TRUE(library.contains("ABC"));
  EXPECT_EQ(library.get("ABC"), library.get("ABC")) << "decoded once";
}

TEST(ComponentLibrary, SaysWhereItLooked) {
  const ComponentLibrary library(
      {store_of({test::sample_molecule("ABC")}, "mine.bin"), ComponentStore::standard()});
  try {
    (void)library.get("QQQ");
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_STREQ(problem.what(),
                 "there is no chemical component 'QQQ' in mine.bin (1 components), nor in the "
                 "components inside boltz-batch (31 components). "
                 "Import the reference's components with tools/components/import_mols.py, or give "
                 "the ligand as SMILES");
  }
  try {
    (void)library.get("abc");
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_EQ(problem.mend(), "Did you mean 'ABC'? Codes are upper case");
  }
}

}  // namespace
}  // namespace bb
