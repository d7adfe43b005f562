#include "worker/features/conformer_draws.h"

#include <cmath>

#include <gtest/gtest.h>

#include "worker/model/diffusion/counter_noise.h"

namespace bb {
namespace {

double determinant(const std::array<float, 9>& m) {
  return double{m[0]} * (double{m[4]} * m[8] - double{m[5]} * m[7]) -
         double{m[1]} * (double{m[3]} * m[8] - double{m[5]} * m[6]) +
         double{m[2]} * (double{m[3]} * m[7] - double{m[4]} * m[6]);
}

TEST(ConformerDraws, AreRotations) {
  const ConformerDraws draws = counter_draws(3, complex_key("complex"), FeatureStage::structure);
  for (int64_t uid = 0; uid < 100; ++uid) {
    const auto r = draws(uid).rotation;
    EXPECT_NEAR(determinant(r), 1, 1e-5);
    for (size_t i = 0; i < 3; ++i) {
      for (size_t j = 0; j < 3; ++j) {
        const float product =
            r[i * 3] * r[j * 3] + r[i * 3 + 1] * r[j * 3 + 1] + r[i * 3 + 2] * r[j * 3 + 2];
        EXPECT_NEAR(product, i == j ? 1 : 0, 1e-5);
      }
    }
  }
}

TEST(ConformerDraws, DependOnSeedComplexStageAndUidAlone) {
  const auto first = [](uint64_t seed, const char* id, FeatureStage stage, int64_t uid) {
    return counter_draws(seed, complex_key(id), stage)(uid).translation;
  };
  const auto one = first(3, "a", FeatureStage::structure, 5);
  const ConformerDraws draws = counter_draws(3, complex_key("a"), FeatureStage::structure);
  draws(0);
  EXPECT_EQ(one, draws(5).translation);  // whatever was drawn before
  EXPECT_NE(one, first(4, "a", FeatureStage::structure, 5));
  EXPECT_NE(one, first(3, "b", FeatureStage::structure, 5));
  EXPECT_NE(one, first(3, "a", FeatureStage::affinity, 5));
  EXPECT_NE(one, first(3, "a", FeatureStage::structure, 6));
}

TEST(ConformerDraws, TranslationsAreNormal) {
  const ConformerDraws draws = counter_draws(11, complex_key("many"), FeatureStage::structure);
  double sum = 0, squares = 0;
  constexpr int count = 3000;
  for (int uid = 0; uid < count; ++uid) {
    for (const float x : draws(uid).translation) {
      sum += x;
      squares += double{x} * x;
    }
  }
  EXPECT_NEAR(sum / (3 * count), 0, 0.05);
  EXPECT_NEAR(squares / (3 * count), 1, 0.06);
}

TEST(ConformerDraws, RecordedOnesEnd) {
  const ConformerDraws draws = recorded_draws(at::zeros({2, 3, 3}), at::ones({2, 3}));
  EXPECT_EQ(draws(1).translation, (std::array<float, 3>{1, 1, 1}));
  EXPECT_THROW(draws(2), std::out_of_range);
}

}  // namespace
}  // namespace bb
