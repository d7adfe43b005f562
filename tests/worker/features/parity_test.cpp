// Features against those of the reference, for every complex of the oracle and every one of its
// keys.

#include <gtest/gtest.h>

#include "tests/worker/features/feature_cases.h"
#include "worker/model/core/feature_fields.h"

namespace bb {
namespace {

class FeatureParity : public testing::TestWithParam<std::string> {};
class AffinityFeatureParity : public testing::TestWithParam<std::string> {};

/// Whether the replay of what is written is the run: every tensor, bit by bit.
void expect_same_bits(const Features& actual, const Features& expected) {
  for (const FeatureField& field : feature_fields()) {
    const Tensor &a = actual.*field.tensor, &b = expected.*field.tensor;
    ASSERT_EQ(a.defined(), b.defined()) << field.name;
    if (!a.defined()) { continue; }
    EXPECT_EQ(a.scalar_type(), b.scalar_type()) << field.name;
    EXPECT_TRUE(a.equal(b)) << field.name;
  }
  const ComplexLayout &a = actual.layout.front(), &b = expected.layout.front();
  EXPECT_EQ(a.forced_templates, b.forced_templates);
  ASSERT_EQ(a.contacts.pair_index.defined(), b.contacts.pair_index.defined());
  if (!a.contacts.pair_index.defined()) { return; }
  EXPECT_TRUE(a.contacts.pair_index.equal(b.contacts.pair_index));
  EXPECT_TRUE(a.contacts.union_index.equal(b.contacts.union_index));
  EXPECT_TRUE(a.contacts.negation_mask.equal(b.contacts.negation_mask));
  EXPECT_TRUE(a.contacts.thresholds.equal(b.contacts.thresholds));
}

TEST_P(FeatureParity, EqualsReference) {
  const FeatureMap expected = test::reference_features(GetParam(), FeatureStage::structure);
  const Featuriser featuriser = test::oracle_featuriser(GetParam());
  const Features made = featuriser.structure_features(test::reference_draws(expected));
  const FeatureMap actual = featuriser.reference_features(made);
  std::set<std::string> exempt;
  // The oracle makes these up for one complex: the reference loses deletions.
  if (GetParam() == "dimer") { exempt = {"has_deletion", "deletion_value", "deletion_mean"}; }
  test::expect_equal(actual, expected, exempt);
  expect_same_bits(Features::from_reference(actual), made);
  EXPECT_EQ(made.layout.front().tokens, static_cast<int64_t>(featuriser.tokens()));
  EXPECT_EQ(made.layout.front().atoms, static_cast<int64_t>(featuriser.atoms()));
  EXPECT_EQ(made.layout.front().msa_rows, static_cast<int64_t>(featuriser.msa_rows()));
}

TEST_P(AffinityFeatureParity, EqualsReference) {
  const FeatureMap expected = test::reference_features(GetParam(), FeatureStage::affinity);
  const Featuriser featuriser = test::oracle_featuriser(GetParam());
  const std::vector<float> coordinates = test::oracle_coordinates(GetParam());
  const Features made = featuriser.affinity_features(coordinates, test::reference_draws(expected));
  const FeatureMap actual = featuriser.reference_features(made, coordinates);
  test::expect_equal(actual, expected);
  expect_same_bits(Features::from_reference(actual), made);
}

std::string case_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

INSTANTIATE_TEST_SUITE_P(Oracle, FeatureParity, testing::ValuesIn(test::oracle_complexes()),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Oracle, AffinityFeatureParity,
                         testing::ValuesIn(test::oracle_affinity_complexes()), case_name);

}  // namespace
}  // namespace bb
