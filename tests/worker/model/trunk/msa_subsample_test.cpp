// A pass that sees some rows of the MSA sees nothing of the others.

#include "worker/model/trunk/msa_subsample.h"

#include <set>

#include "tests/worker/model/golden.h"
#include "worker/model/diffusion/counter_noise.h"
#include "worker/model/trunk/trunk.h"

namespace bb::test {
namespace {

/// The oracle's complexes of the structure model with enough rows to choose from.
std::vector<Case> cases_with_rows(int64_t rows) {
  std::vector<Case> out;
  for (const Case& one : oracle_cases()) {
    if (one.stage != "structure" || one.checkpoint != oracle_cases().front().checkpoint) {
      continue;
    }
    if (load_features(one, at::kDouble).layout[0].msa_rows >= rows) { out.push_back(one); }
    if (out.size() == 2) { break; }
  }
  return out;
}

/// The features of a complex whose MSA had these rows only, but the profile of all.
Features with_rows(Features features, const Tensor& rows) {
  for (Tensor* const tensor : {&features.msa, &features.has_deletion, &features.deletion_value,
                               &features.msa_paired, &features.msa_mask}) {
    *tensor = tensor->index_select(1, rows);
  }
  features.layout[0].msa_rows = rows.numel();
  return features;
}

Trunk trunk_of(const Case& one) {
  return {load_weights(one, at::kDouble), load_hyper_parameters(one)};
}

TEST(MsaSubsample, APassSeesItsRowsOnly) {
  const auto cases = cases_with_rows(4);
  ASSERT_FALSE(cases.empty());
  const c10::InferenceMode inference;
  const Trunk trunk = trunk_of(cases[0]);
  const Features features = load_features(cases[0], at::kDouble);
  const Tensor rows = at::tensor({0, 2, 3}, at::kLong);
  const TrunkOutput some = trunk(
      features, {.recycling_steps = 1, .msa_rows = [&](int64_t) { return rows.view({1, 3}); }});
  const TrunkOutput alone = trunk(with_rows(features, rows), {.recycling_steps = 1});
  const TrunkOutput all = trunk(features, {.recycling_steps = 1});
  expect_equal(some.z, alone.z, exact, "z");
  expect_equal(some.s, alone.s, exact, "s");
  EXPECT_GT(relative_error(some.z, all.z), 1e-6);
}

TEST(MsaSubsample, EachComplexOfABatchHasItsOwn) {
  const auto cases = cases_with_rows(4);
  ASSERT_EQ(cases.size(), 2U);
  const c10::InferenceMode inference;
  const Trunk trunk = trunk_of(cases[0]);
  std::vector<Features> complexes;
  std::vector<uint64_t> keys;
  for (const Case& one : cases) {
    complexes.push_back(load_features(one, at::kDouble));
    keys.push_back(complex_key(one.name));
  }
  // One of them has fewer rows than are wanted of the other.
  complexes[0] = with_rows(complexes[0], at::tensor({0, 1}, at::kLong));
  const auto run = [&](std::span<const Features> some, std::vector<uint64_t> some_keys) {
    const Features batch = Features::collate(some);
    CounterNoise noise(7, std::move(some_keys));
    return trunk(batch, {.recycling_steps = 1, .msa_rows = [&](int64_t pass) {
                           return draw_msa_rows(noise, batch, 3, pass);
                         }});
  };
  const TrunkOutput both = run(complexes, keys);
  for (size_t i = 0; i < 2; ++i) {
    const TrunkOutput one = run(std::span(complexes).subspan(i, 1), {keys[i]});
    const int64_t tokens = complexes[i].layout[0].tokens;
    const auto own = static_cast<int64_t>(i);
    expect_equal(both.z[own].narrow(0, 0, tokens).narrow(1, 0, tokens), one.z[0], exact, "z");
  }
}

TEST(MsaSubsample, RowsAreDrawnEvenlyAndAnewForEachPass) {
  constexpr int64_t rows = 40, drawn = 10, passes = 2000;
  CounterNoise noise(1, {complex_key("one"), complex_key("two")});
  std::vector<int> seen(rows);
  std::set<std::vector<int64_t>> draws;
  for (int64_t pass = 0; pass < passes; ++pass) {
    const Tensor chosen = noise.msa_rows(0, rows, drawn, pass);
    ASSERT_EQ(chosen.numel(), drawn);
    std::vector<int64_t> list(chosen.data_ptr<int64_t>(), chosen.data_ptr<int64_t>() + drawn);
    for (size_t i = 1; i < list.size(); ++i) { ASSERT_LT(list[i - 1], list[i]); }
    for (const int64_t row : list) { ++seen.at(static_cast<size_t>(row)); }
    draws.insert(std::move(list));
  }
  EXPECT_GT(draws.size(), 1990U);
  // Binomial, 500 ± 19: five standard deviations.
  for (const int count : seen) { EXPECT_NEAR(count, passes * drawn / rows, 97); }
  EXPECT_TRUE(noise.msa_rows(0, rows, drawn, 5).equal(noise.msa_rows(0, rows, drawn, 5)));
  EXPECT_FALSE(noise.msa_rows(0, rows, drawn, 5).equal(noise.msa_rows(1, rows, drawn, 5)));
}

}  // namespace
}  // namespace bb::test
