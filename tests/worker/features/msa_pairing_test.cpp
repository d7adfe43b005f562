#include "worker/features/msa_pairing.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace bb {
namespace {

Msa msa_of(const std::vector<int32_t>& taxonomies) {
  Msa msa;
  for (const int32_t taxonomy : taxonomies) { msa.rows.push_back({.taxonomy = taxonomy}); }
  return msa;
}

TEST(MsaPairing, QueriesAlone) {
  const Msa one = msa_of({-1}), two = msa_of({-1});
  const std::vector<const Msa*> msas = {&one, &two};
  const MsaPairing pairing = pair_msas(msas);
  EXPECT_EQ(pairing.row, (std::vector<int32_t>{0, 0}));
  EXPECT_EQ(pairing.paired, (std::vector<uint8_t>{1, 1}));
}

TEST(MsaPairing, RowsWithoutTaxonomyFollowInOrderAndEndInGaps) {
  const Msa one = msa_of({-1, -1, -1}), two = msa_of({-1, -1});
  const std::vector<const Msa*> msas = {&one, &two};
  const MsaPairing pairing = pair_msas(msas);
  EXPECT_EQ(pairing.row, (std::vector<int32_t>{0, 0, 1, 1, 2, MsaPairing::gap}));
  EXPECT_EQ(pairing.paired, (std::vector<uint8_t>{1, 1, 0, 0, 0, 0}));
}

// Taxonomy 7 is in both chains and comes before 5, which is in one only; 7's two rows of the first
// chain meet the one row of the second twice; and all of them come again unpaired.
TEST(MsaPairing, PairsByTaxonomyMostChainsFirstAndRepeatsUnpaired) {
  const Msa one = msa_of({-1, 5, 5, 7, 7}), two = msa_of({-1, 7, 9});
  const std::vector<const Msa*> msas = {&one, &two};
  const MsaPairing pairing = pair_msas(msas);
  EXPECT_EQ(pairing.row,
            (std::vector<int32_t>{0, 0, 3, 1, 4, 1, 1, 1, 2, 2, 1, MsaPairing::gap, 2,
                                  MsaPairing::gap, 3, MsaPairing::gap, 4, MsaPairing::gap}));
  EXPECT_EQ(pairing.paired,
            (std::vector<uint8_t>{1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(MsaPairing, StopsAtTheLimits) {
  std::vector<int32_t> taxonomies(10000);
  for (size_t i = 1; i < taxonomies.size(); ++i) { taxonomies[i] = static_cast<int32_t>(i); }
  taxonomies[0] = -1;
  const Msa one = msa_of(taxonomies), two = msa_of(taxonomies);
  const std::vector<const Msa*> msas = {&one, &two};
  const MsaPairing pairing = pair_msas(msas);
  EXPECT_EQ(pairing.rows(), max_complex_rows);
  EXPECT_EQ(std::count(pairing.paired.begin(), pairing.paired.end(), 1),
            2 * int64_t{max_paired_rows});
}

}  // namespace
}  // namespace bb
