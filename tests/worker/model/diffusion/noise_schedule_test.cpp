#include "worker/model/diffusion/noise_schedule.h"

#include <cmath>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(NoiseSchedule, FollowsKarras) {
  const SamplerOptions options{.steps = 200};
  const NoiseSchedule schedule(options, at::kDouble);
  ASSERT_EQ(schedule.steps.size(), 200U);
  EXPECT_DOUBLE_EQ(schedule.sigmas[0].item<double>(), 2560);
  EXPECT_NEAR(schedule.sigmas[199].item<double>(), 1.6e-3, 1e-15);
  EXPECT_EQ(schedule.sigmas[200].item<double>(), 0);
  for (size_t i = 0; i < 200; ++i) {
    const NoiseSchedule::Step& step = schedule.steps[i];
    const double sigma = schedule.sigmas[static_cast<int64_t>(i)].item<double>();
    // Extra noise where the step *ends* above gamma_min.
    const double t_hat = step.sigma_next > 1 ? 1.8 * sigma : sigma;
    EXPECT_DOUBLE_EQ(step.t_hat, t_hat) << i;
    EXPECT_DOUBLE_EQ(step.noise, 1.003 * std::sqrt(t_hat * t_hat - sigma * sigma)) << i;
    EXPECT_NEAR(step.c_in * std::hypot(t_hat, 16), 1, 1e-14);
    EXPECT_NEAR(step.c_skip * (t_hat * t_hat + 256), 256, 1e-10);
    EXPECT_NEAR(step.c_out * std::hypot(t_hat, 16), 16 * t_hat, 1e-8);
    EXPECT_NEAR(schedule.times[static_cast<int64_t>(i)].item<double>(), std::log(t_hat / 16) / 4,
                1e-14);
  }
}

TEST(NoiseSchedule, RoundsAsAFloat32ModelDoes) {
  const NoiseSchedule schedule(SamplerOptions{.steps = 10}, at::kFloat);
  const double sigma = schedule.sigmas[0].item<double>();
  EXPECT_EQ(schedule.steps[0].t_hat, sigma * (1 + static_cast<double>(0.8F)));
  EXPECT_EQ(schedule.times.scalar_type(), at::kFloat);
}

TEST(NoiseSchedule, NeedsTwoSteps) {
  EXPECT_THROW(NoiseSchedule(SamplerOptions{.steps = 1}, at::kFloat), std::invalid_argument);
}

}  // namespace
}  // namespace bb
