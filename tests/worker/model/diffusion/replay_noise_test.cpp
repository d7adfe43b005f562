#include "worker/model/diffusion/replay_noise.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

RecordedNoise recorded(int64_t steps, int64_t samples, int64_t atoms) {
  return {.init = at::randn({samples, atoms, 3}),
          .rotation = at::randn({steps, samples, 3, 3}),
          .translation = at::randn({steps, samples, 1, 3}),
          .eps = at::randn({steps, samples, atoms, 3})};
}

NoiseShape shape_of(std::vector<int64_t> padded_atoms, int64_t atoms) {
  return {.padded_atoms = std::move(padded_atoms), .samples = 2, .atoms = atoms, .steps = 3};
}

std::string refusal(std::vector<RecordedNoise> records, const NoiseShape& shape) {
  ReplayNoise noise(std::move(records));
  try {
    noise.begin(shape);
  } catch (const NoiseError& error) { return error.what(); }
  return "";
}

TEST(ReplayNoise, PadsEachComplexToTheBatch) {
  const RecordedNoise a = recorded(3, 2, 32), b = recorded(3, 2, 64);
  ReplayNoise noise({a, b});
  noise.begin(shape_of({32, 64}, 96));
  EXPECT_TRUE(noise.init()[0].narrow(1, 0, 32).equal(a.init));
  EXPECT_EQ(noise.init()[0].narrow(1, 32, 64).abs().sum().item<float>(), 0);
  const StepNoise step = noise.step(2);
  EXPECT_TRUE(step.eps[1].narrow(1, 0, 64).equal(b.eps[2]));
  EXPECT_TRUE(step.rotation[1].equal(b.rotation[2]));
  EXPECT_TRUE(step.translation[0].equal(a.translation[2]));
}

TEST(ReplayNoise, SaysWhatDoesNotFit) {
  EXPECT_NE(refusal({recorded(3, 2, 64)}, shape_of({32}, 32)).find("noise.init"),
            std::string::npos);
  EXPECT_NE(refusal({recorded(4, 2, 32)}, shape_of({32}, 32)).find("noise.R"), std::string::npos);
  EXPECT_NE(refusal({recorded(3, 2, 32)}, shape_of({32, 32}, 32)).find("batch of 2"),
            std::string::npos);
  RecordedNoise missing = recorded(3, 2, 32);
  missing.eps = Tensor();
  EXPECT_NE(refusal({missing}, shape_of({32}, 32)).find("'noise.eps' of complex 0"),
            std::string::npos);
  RecordedNoise broken = recorded(3, 2, 32);
  broken.translation[1][0][0][0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(refusal({broken}, shape_of({32}, 32)).find("finite"), std::string::npos);
}

}  // namespace
}  // namespace bb
