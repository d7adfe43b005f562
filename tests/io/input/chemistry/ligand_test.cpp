#include "io/input/chemistry/ligand.h"

#include <set>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(Ligand, SeedDependsOnSmilesAndRun) {
  EXPECT_EQ(conformer_seed("CCO", 1), conformer_seed("CCO", 1));
  std::set<int32_t> seeds;
  for (uint64_t run = 0; run < 100; ++run) {
    for (const char* smiles : {"CCO", "OCC", "CCN", ""}) {
      const auto seed = conformer_seed(smiles, run);
      EXPECT_GE(seed, 0);
      seeds.insert(seed);
    }
  }
  EXPECT_EQ(seeds.size(), 400U);
}

TEST(Ligand, KeyTellsApartWhatMatters) {
  const std::set<std::string> keys = {
      ligand_key("CCO", 1, "2022.09.3"), ligand_key("CCO", 2, "2022.09.3"),
      ligand_key("CCO", 1, "2024.03.2"), ligand_key("CCN", 1, "2022.09.3")};
  EXPECT_EQ(keys.size(), 4U);
}

TEST(Ligand, QuotesWhatCannotBePrinted) {
  EXPECT_EQ(quoted_ligand("C\nC\xe2"), "'C\\x0aC\\xe2'");
  EXPECT_LT(quoted_ligand(std::string(1000, 'C')).size(), 160U);
}

}  // namespace
}  // namespace bb
