#include "scheduler/work_list.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "workloads.h"

namespace bb {
namespace {

Plan three_batches() {
  Plan plan;
  plan.rows = 3;
  plan.members = {0, 1, 2};
  for (uint32_t i = 0; i < 3; ++i) {
    PlannedBatch batch;
    batch.first = i;
    batch.count = 1;
    batch.stages = i == 1 ? Stages::structure : Stages::structure_and_affinity;
    batch.structure_seconds = static_cast<float>(30 - i);
    batch.affinity_seconds = i == 1 ? 0.F : 5.F;
    plan.batches.push_back(batch);
  }
  return plan;
}

using enum Stages;

TEST(WorkList, BothStagesTogether) {
  EXPECT_EQ(
      make_work(three_batches(), nullptr),
      (std::vector<Work>{
          {0, structure_and_affinity, 35}, {1, structure, 29}, {2, structure_and_affinity, 33}}));
}

TEST(WorkList, LeavesOutWhatIsDone) {
  const auto but = [](std::vector<std::pair<uint32_t, Stages>> done) {
    return [done](uint32_t batch, Stages stage) {
      return std::find(done.begin(), done.end(), std::pair(batch, stage)) != done.end();
    };
  };
  const Plan plan = three_batches();
  EXPECT_EQ(make_work(plan, but({{0, structure}, {1, structure}, {2, structure}, {2, affinity}})),
            (std::vector<Work>{{0, affinity, 5}}));
  EXPECT_TRUE(make_work(plan, [](auto...) { return true; }).empty());
  // An affinity does not outlive the structure it rests on.
  EXPECT_EQ(make_work(plan, but({{0, affinity}, {1, structure}, {2, structure}, {2, affinity}})),
            (std::vector<Work>{{0, structure_and_affinity, 35}}));
}

TEST(WorkList, OfAShard) {
  const Plan plan = three_batches();
  EXPECT_EQ(make_work(plan, nullptr, std::vector<uint32_t>{2}),
            (std::vector<Work>{{2, structure_and_affinity, 33}}));
  EXPECT_TRUE(make_work(plan, nullptr, std::vector<uint32_t>{}).empty());
}

}  // namespace
}  // namespace bb
