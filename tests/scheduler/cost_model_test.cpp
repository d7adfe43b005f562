#include "scheduler/cost_model.h"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace bb {
namespace {

constexpr double tera = 1e12;

CostModel model(RunSettings settings = {}) { return {settings, DeviceFigures::gpu()}; }

// The figures of DESIGN.md, which were counted apart from this code.
TEST(CostModel, CountsTheDesignsProducts) {
  EXPECT_NEAR(model().structure_flops({1, 384, 3072, 1024}).total(), 126 * tera, 4 * tera);
  EXPECT_NEAR(model().structure_flops({1, 384, 3072, 1024}).diffusion, 47 * tera, 2 * tera);
  EXPECT_NEAR(model().structure_flops({1, 512, 4096, 1024}).total(), 218 * tera, 7 * tera);
  EXPECT_NEAR(model().affinity_flops({1, 256, 2048, 1024}).total(), 200 * tera, 10 * tera);
}

TEST(CostModel, PairformerPolynomial) {
  // One pass more adds 64 blocks of 1.122e6·N² + 1536·N³ + 5e6·N, and the MSA module.
  RunSettings more;
  more.recycling_steps = 4;
  for (const uint32_t tokens : {64U, 300U, 1000U}) {
    const BatchShape shape{1, tokens, 8 * tokens, 1};
    const double n = tokens;
    const double block = 1.122e6 * n * n + 1536 * n * n * n + 5e6 * n;
    const double pass =
        model(more).structure_flops(shape).trunk - model().structure_flops(shape).trunk;
    EXPECT_NEAR(pass / (68 * block), 1, 0.03) << tokens;
  }
}

TEST(CostModel, MsaRowsCostWhatTheDesignSays) {
  const auto trunk = [](uint32_t rows) {
    return model().structure_flops({1, 512, 4096, rows}).trunk;
  };
  const double per_row = (trunk(8192) - trunk(4096)) / 4096;
  EXPECT_NEAR(per_row / (2560.0 * 512 * 512 * 4 * 4), 1, 0.2);  // and the rows' own layers
}

TEST(CostModel, GrowsWithEveryDimension) {
  const BatchShape base{2, 256, 2048, 512};
  const CostModel cost = model();
  for (const BatchShape& larger : {BatchShape{3, 256, 2048, 512}, BatchShape{2, 264, 2048, 512},
                                   BatchShape{2, 256, 2080, 512}, BatchShape{2, 256, 2048, 520}}) {
    EXPECT_GT(cost.structure_flops(larger).total(), cost.structure_flops(base).total());
    EXPECT_GE(cost.structure_seconds(larger), cost.structure_seconds(base));
    EXPECT_GE(cost.structure_bytes(larger), cost.structure_bytes(base));
    EXPECT_GE(cost.affinity_seconds(larger), cost.affinity_seconds(base));
    EXPECT_GE(cost.affinity_bytes(larger), cost.affinity_bytes(base));
  }
}

TEST(CostModel, SettingsDecideTheWork) {
  const BatchShape shape{1, 200, 1600, 100};
  RunSettings settings;
  settings.diffusion_samples = 5;
  const StageFlops one = model().structure_flops(shape),
                   five = model(settings).structure_flops(shape);
  EXPECT_DOUBLE_EQ(five.trunk, one.trunk);
  EXPECT_NEAR(five.diffusion / one.diffusion, 5, 0.05);
  EXPECT_DOUBLE_EQ(five.confidence, 5 * one.confidence);
  settings.confidence = false;
  EXPECT_EQ(model(settings).structure_flops(shape).confidence, 0);
  settings.templates = 4;
  EXPECT_GT(model(settings).structure_flops(shape).trunk, one.trunk);
}

// What batching is for: the host's time to start operations is shared.
TEST(CostModel, SmallComplexesGainFromBatching) {
  const CostModel cost = model();
  const double alone = cost.structure_seconds({1, 128, 1024, 128});
  EXPECT_LT(cost.structure_seconds({8, 128, 1024, 128}), 0.6 * 8 * alone);
  const double large = cost.structure_seconds({1, 1024, 8192, 1024});
  EXPECT_GT(cost.structure_seconds({8, 1024, 8192, 1024}), 0.95 * 8 * large);
}

TEST(CostModel, BytesHoldThePairRepresentation) {
  const CostModel cost = model();
  const double pair = 1024.0 * 1024 * 128 * 4;
  const auto bytes = static_cast<double>(cost.structure_bytes({1, 1024, 8192, 1}));
  EXPECT_GT(bytes, 5 * pair);
  EXPECT_LT(bytes, 30 * pair);
  RunSettings wide;
  wide.element_bytes = 4;
  EXPECT_GT(model(wide).structure_bytes({1, 1024, 8192, 1}),
            cost.structure_bytes({1, 1024, 8192, 1}));
}

TEST(CostModel, RefusesWhatIsNotPositive) {
  RunSettings settings;
  settings.sampling_steps = 0;
  EXPECT_THROW(CostModel(settings, {}), std::invalid_argument);
  DeviceFigures figures;
  figures.trunk_flops = std::nan("");
  EXPECT_THROW(CostModel({}, figures), std::invalid_argument);
  figures = {};
  figures.seconds_per_launch = -1;
  EXPECT_THROW(CostModel({}, figures), std::invalid_argument);
}

}  // namespace
}  // namespace bb
