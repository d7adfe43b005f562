#include "simulation.h"

#include <gtest/gtest.h>

#include "workloads.h"

namespace bb {
namespace {

using testing::simulate;
using testing::SimulationOptions;
using testing::SimulationResult;

constexpr double bar = 0.97;

class ThousandRanks
    : public ::testing::TestWithParam<std::vector<ComplexSize> (*)(size_t, uint64_t)> {};

// A million complexes, ranks of different speed, every hundredth at half of it, batches that take
// longer or shorter than predicted, and the slowest cursor that was measured.
TEST_P(ThousandRanks, ReachTheBar) {
  const Plan plan = make_plan(GetParam()(1'000'000, 1), {});
  SimulationOptions options;
  options.ranks = 1000;
  options.cursor_seconds = 500e-6;
  const SimulationResult result = simulate(plan, options);
  EXPECT_EQ(result.computed, result.items);
  EXPECT_GE(result.efficiency(), bar);
  EXPECT_LE(result.efficiency(), 1);
  EXPECT_LT(result.cursor_busy, 0.1);
}

TEST_P(ThousandRanks, OutliveBrokenDevices) {
  const Plan plan = make_plan(GetParam()(500'000, 2), {});
  SimulationOptions options;
  options.ranks = 500;
  options.broken_share = 0.05;
  const SimulationResult result = simulate(plan, options);
  EXPECT_GT(result.broken_ranks, 10U);
  EXPECT_EQ(result.computed, result.items);
  EXPECT_GE(result.efficiency(), 0.95);  // what broke had begun is computed twice
}

INSTANTIATE_TEST_SUITE_P(Simulation, ThousandRanks,
                         ::testing::Values(&testing::proteome, &testing::screen,
                                           &testing::mixture));

TEST(Simulation, OneRankThatNeverWaitsIsIdeal) {
  const Plan plan = make_plan(testing::screen(2'000, 1), {});
  SimulationOptions options;
  options.ranks = 1;
  EXPECT_GT(simulate(plan, options).efficiency(), 0.999);
  options.claim_ahead = false;
  options.features_seconds = 1;  // a complex, and its batch takes some 2.8 s a complex
  EXPECT_LT(simulate(plan, options).efficiency(), 0.8);
  options.claim_ahead = true;
  EXPECT_GT(simulate(plan, options).efficiency(), 0.99);
}

// The simulation can fail: a server as slow as the batches are short is the bottleneck.
TEST(Simulation, NoticesASlowCursor) {
  const Plan plan = make_plan(testing::screen(100'000, 1), {});
  SimulationOptions options;
  options.ranks = 100;
  options.cursor_seconds = 1;
  const SimulationResult result = simulate(plan, options);
  EXPECT_LT(result.efficiency(), 0.5);
  EXPECT_GT(result.cursor_busy, 0.9);
}

}  // namespace
}  // namespace bb
