#include "scheduler/plan.h"

#include <algorithm>
#include <ostream>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "scheduler/batch_limits.h"
#include "scheduler/plan_statistics.h"
#include "workloads.h"

namespace bb {
namespace {

using testing::mixture;
using testing::proteome;
using testing::screen;

struct Case {
  std::string name;
  std::vector<ComplexSize> sizes;
  PlanOptions options{};
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

std::vector<Case> cases() {
  std::vector<Case> all = {{"proteome", proteome(20'000, 1)},
                           {"screen", screen(20'000, 2)},
                           {"mixture", mixture(20'000, 3)},
                           {"small_memory", mixture(5'000, 4)},
                           {"small_batches", mixture(5'000, 5)},
                           {"no_padding", mixture(5'000, 6)},
                           {"one", {{.tokens = 100, .atoms = 700}}},
                           {"none", {}},
                           {"errors_only", std::vector<ComplexSize>(10)}};
  all[3].options.memory_bytes = uint64_t{8} << 30;
  all[4].options.max_batch_size = 3;
  all[4].options.max_batch_tokens = 700;
  all[5].options.max_padding = 0;
  return all;
}

class PlanOf : public ::testing::TestWithParam<Case> {};

TEST_P(PlanOf, HasEveryRowOnce) {
  const auto& [name, sizes, options] = GetParam();
  const Plan plan = make_plan(sizes, options);
  EXPECT_EQ(plan.rows, sizes.size());
  std::vector<int> seen(sizes.size());
  uint32_t first = 0;
  for (size_t index = 0; index < plan.batches.size(); ++index) {
    ASSERT_EQ(plan.batches[index].first, first);
    ASSERT_GT(plan.batches[index].count, 0U);
    first += plan.batches[index].count;
    for (const uint32_t row : plan.members_of(index)) { ++seen[row]; }
  }
  EXPECT_EQ(first, plan.members.size());
  for (size_t row = 0; row < sizes.size(); ++row) {
    ASSERT_EQ(seen[row], sizes[row].tokens > 0 ? 1 : 0) << row;
  }
}

TEST_P(PlanOf, KeepsItsLimits) {
  const auto& [name, sizes, options] = GetParam();
  const Plan plan = make_plan(sizes, options);
  const bool any_affinity = std::any_of(sizes.begin(), sizes.end(),
                                        [](const ComplexSize& size) { return size.affinity; });
  const BatchLimits limits(options, any_affinity);
  for (size_t index = 0; index < plan.batches.size(); ++index) {
    const PlannedBatch& batch = plan.batches[index];
    uint32_t tokens = 0, atoms = 0, rows = 0;
    double own = 0;
    for (const uint32_t row : plan.members_of(index)) {
      tokens = std::max(tokens, sizes[row].tokens);
      atoms = std::max(atoms, sizes[row].atoms);
      rows = std::max(rows, sizes[row].msa_rows);
      own += limits.flops(limits.alone(sizes[row]));
      ASSERT_EQ(sizes[row].stages(), batch.stages);
    }
    ASSERT_EQ(batch.tokens, (tokens + 7) / 8 * 8);
    ASSERT_EQ(batch.atoms, (atoms + 31) / 32 * 32);
    ASSERT_EQ(batch.msa_rows, rows);
    const bool affinity = has_affinity(batch.stages);
    ASSERT_EQ(batch.affinity_tokens, affinity ? std::min(batch.tokens, 256U) : 0U);
    ASSERT_EQ(batch.affinity_atoms, affinity ? std::min(batch.atoms, 2048U) : 0U);
    ASSERT_EQ(batch.affinity_seconds > 0, affinity);
    ASSERT_GT(batch.structure_seconds, 0);
    ASSERT_LE(batch.count, options.max_batch_size);
    ASSERT_TRUE(!batch.too_large || batch.count == 1);
    if (batch.count == 1) { continue; }
    ASSERT_LE(batch.count * batch.tokens, options.max_batch_tokens);
    ASSERT_LE(limits.flops(batch), (1 + options.max_padding) * own * (1 + 1e-12));
    ASSERT_LE(limits.bytes(batch),
              plan.models_take_turns ? limits.bytes_beside_one() : limits.bytes_beside_both());
  }
}

TEST_P(PlanOf, IsLongestFirst) {
  const Plan plan = make_plan(GetParam().sizes, GetParam().options);
  EXPECT_TRUE(std::is_sorted(
      plan.batches.begin(), plan.batches.end(),
      [](const PlannedBatch& a, const PlannedBatch& b) { return a.seconds() > b.seconds(); }));
}

TEST_P(PlanOf, IsTheSameAgain) {
  const auto& [name, sizes, options] = GetParam();
  EXPECT_EQ(make_plan(sizes, options), make_plan(sizes, options));
}

TEST_P(PlanOf, ShapesDoNotDependOnTheOrderOfRows) {
  const auto& [name, sizes, options] = GetParam();
  std::vector<ComplexSize> shuffled = sizes;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(7));
  const Plan plan = make_plan(sizes, options), other = make_plan(shuffled, options);
  EXPECT_EQ(plan.batches, other.batches);
}

TEST_P(PlanOf, ShardsAreWholeAndEqual) {
  const Plan plan = make_plan(GetParam().sizes, GetParam().options);
  for (const uint32_t count : {1U, 2U, 7U, 16U}) {
    std::vector<int> seen(plan.batches.size());
    double least = 1e300, most = 0;
    for (uint32_t index = 0; index < count; ++index) {
      double seconds = 0;
      const std::vector<uint32_t> batches = shard_batches(plan, index, count);
      EXPECT_TRUE(std::is_sorted(batches.begin(), batches.end()));
      for (const uint32_t batch : batches) {
        ++seen[batch];
        seconds += plan.batches[batch].seconds();
      }
      least = std::min(least, seconds);
      most = std::max(most, seconds);
    }
    EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
    if (plan.batches.empty()) { continue; }
    EXPECT_LE(most - least, plan.batches.front().seconds() * (1 + 1e-9));
    EXPECT_TRUE(plan.batches.size() <= 100 * count || least / most > 0.99);
  }
}

TEST_P(PlanOf, StatisticsAddUp) {
  const auto& [name, sizes, options] = GetParam();
  const Plan plan = make_plan(sizes, options);
  const PlanStatistics all = statistics_of(plan, sizes, options);
  EXPECT_EQ(all.complexes, plan.members.size());
  EXPECT_EQ(all.unplanned, plan.rows - plan.members.size());
  EXPECT_EQ(all.batches, plan.batches.size());
  EXPECT_GE(all.token_waste, 0);
  EXPECT_LT(all.token_waste, 0.2);
  EXPECT_GE(all.flops_waste, -1e-12);
  EXPECT_LT(all.flops_waste, 0.2);
  uint64_t complexes = 0, batches = 0;
  double seconds = 0;
  for (const LengthBucket& bucket : all.buckets) {
    EXPECT_LE(bucket.min_tokens, bucket.max_tokens);
    EXPECT_GT(bucket.batches, 0U);
    complexes += bucket.complexes;
    batches += bucket.batches;
    seconds += bucket.seconds;
  }
  EXPECT_EQ(complexes, all.complexes);
  EXPECT_EQ(batches, all.batches);
  EXPECT_NEAR(seconds, all.seconds(), 1e-9 * seconds);

  PlanStatistics shards;
  for (uint32_t index = 0; index < 3; ++index) {
    const auto part = statistics_of(plan, sizes, options, shard_batches(plan, index, 3));
    shards.complexes += part.complexes;
    shards.flops += part.flops;
  }
  EXPECT_EQ(shards.complexes, all.complexes);
  EXPECT_NEAR(shards.flops, all.flops, 1e-9 * all.flops);
}

INSTANTIATE_TEST_SUITE_P(Plan, PlanOf, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

TEST(Plan, FillsBatches) {
  const std::vector<ComplexSize> sizes = screen(10'000, 1);
  PlanOptions options;
  const Plan plan = make_plan(sizes, options);
  EXPECT_LT(plan.batches.size(), sizes.size() / 10);  // at most 12 of 320 tokens in 4096
  options.max_batch_tokens = 1 << 20;
  EXPECT_LE(make_plan(sizes, options).batches.size(), sizes.size() / 16 + 20);
}

TEST(Plan, KeepsLittlePaddingAndFullBatchesOnARealDistribution) {
  const std::vector<ComplexSize> sizes = proteome(100'000, 1);
  const Plan plan = make_plan(sizes, {});
  const PlanStatistics numbers = statistics_of(plan, sizes, {});
  EXPECT_LT(numbers.flops_waste, 0.05);
  EXPECT_GT(numbers.complexes / numbers.batches, 7U);
}

TEST(Plan, FlagsWhatDoesNotFit) {
  PlanOptions options;
  options.memory_bytes = uint64_t{10} << 30;
  const std::vector<ComplexSize> sizes = {{.tokens = 100, .atoms = 800},
                                          {.tokens = 5000, .atoms = 40'000},
                                          {.tokens = 100, .atoms = 800}};
  const Plan plan = make_plan(sizes, options);
  ASSERT_EQ(plan.batches.size(), 2U);
  EXPECT_TRUE(plan.batches[0].too_large);
  EXPECT_EQ(plan.members_of(0)[0], 1U);
  EXPECT_FALSE(plan.batches[1].too_large);
  EXPECT_EQ(statistics_of(plan, sizes, options).too_large, 1U);
}

TEST(Plan, ModelsTakeTurnsWhereBothDoNotFit) {
  std::vector<ComplexSize> sizes = {
      {.tokens = 600, .atoms = 4800, .msa_rows = 1, .affinity = true}};
  PlanOptions options;
  const BatchLimits limits(options, true);
  const uint64_t bytes = limits.bytes(limits.alone(sizes[0]));
  const uint64_t weights = limits.cost().structure_weight_bytes();
  options.memory_bytes = bytes + 2 * weights;
  EXPECT_FALSE(make_plan(sizes, options).models_take_turns);
  options.memory_bytes -= 1;
  EXPECT_TRUE(make_plan(sizes, options).models_take_turns);
  EXPECT_FALSE(make_plan(sizes, options).batches[0].too_large);
  options.memory_bytes = bytes + weights - 1;
  EXPECT_FALSE(make_plan(sizes, options).models_take_turns);
  EXPECT_TRUE(make_plan(sizes, options).batches[0].too_large);
  sizes[0].affinity = false;
  options.memory_bytes = bytes + weights;
  EXPECT_FALSE(make_plan(sizes, options).batches[0].too_large);
}

TEST(Plan, KeepsOneTargetsComplexesTogether) {
  std::vector<ComplexSize> sizes;
  for (uint32_t i = 0; i < 64; ++i) {
    sizes.push_back({.tokens = 300 + i % 8, .atoms = 2400, .msa_rows = 500, .target = 1 + i % 2});
  }
  PlanOptions options;
  options.max_batch_size = 8;
  const Plan plan = make_plan(sizes, options);
  EXPECT_EQ(plan.batches.size(), 8U);
  for (size_t index = 0; index < plan.batches.size(); ++index) {
    std::set<uint32_t> targets;
    for (const uint32_t row : plan.members_of(index)) { targets.insert(sizes[row].target); }
    EXPECT_EQ(targets.size(), 1U) << index;
  }
}

TEST(Plan, NamesTheRowThatCannotBe) {
  const auto message = [](const ComplexSize& size) {
    try {
      make_plan(std::vector<ComplexSize>{{.tokens = 5, .atoms = 40}, size}, {});
    } catch (const std::invalid_argument& error) { return std::string(error.what()); }
    return std::string();
  };
  EXPECT_NE(message({.tokens = 5, .atoms = 0}).find("row 1"), std::string::npos);
  EXPECT_NE(message({.tokens = 5, .atoms = 9, .msa_rows = 0}).find("row 1"), std::string::npos);
  EXPECT_NE(message({.tokens = UINT32_MAX, .atoms = 9}).find("row 1"), std::string::npos);
  EXPECT_EQ(message({.tokens = 5, .atoms = 9}), "");
}

TEST(Plan, RefusesOptionsOutOfRange) {
  const std::vector<ComplexSize> sizes = {{.tokens = 5, .atoms = 40}};
  const auto refused = [&](auto change) {
    PlanOptions options;
    change(options);
    EXPECT_THROW(make_plan(sizes, options), std::invalid_argument);
  };
  refused([](PlanOptions& o) { o.max_batch_size = 0; });
  refused([](PlanOptions& o) { o.max_batch_tokens = 0; });
  refused([](PlanOptions& o) { o.max_padding = -0.1; });
  refused([](PlanOptions& o) { o.token_multiple = 3; });
  refused([](PlanOptions& o) { o.atom_multiple = 16; });
  refused([](PlanOptions& o) { o.memory_bytes = 1 << 20; });
  const Plan plan = make_plan(sizes, {});
  EXPECT_THROW(shard_batches(plan, 2, 2), std::invalid_argument);
  EXPECT_THROW(shard_batches(plan, 0, 0), std::invalid_argument);
  EXPECT_THROW(statistics_of(plan, {}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace bb
