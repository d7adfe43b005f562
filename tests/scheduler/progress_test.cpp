#include "scheduler/progress.h"

#include <cmath>

#include <gtest/gtest.h>

namespace bb {
namespace {

CursorNumbers left(double seconds, uint32_t ranks, double longest = 0) {
  CursorNumbers numbers;
  numbers.size = 100;
  numbers.finished = 50;
  numbers.live_ranks = ranks;
  numbers.seconds_left = seconds;
  numbers.longest_left = longest;
  return numbers;
}

TEST(Progress, CountsWhatWasBeforeApart) {
  Progress progress(1000, 400, 10, 50);
  EXPECT_EQ(progress.numbers(50, left(1, 1)).complexes_per_hour, 0);
  EXPECT_TRUE(std::isnan(progress.numbers(60, left(1, 1)).eta_seconds));
  progress.add(
      {.done = 8, .failed = 2, .predicted_seconds = 10, .wall_seconds = 30, .device_seconds = 24},
      80);
  const ProgressNumbers numbers = progress.numbers(86, left(100, 1));
  EXPECT_EQ(numbers.total, 1000U);
  EXPECT_EQ(numbers.done, 408U);
  EXPECT_EQ(numbers.failed, 12U);
  EXPECT_DOUBLE_EQ(numbers.elapsed_seconds, 36);
  EXPECT_DOUBLE_EQ(numbers.complexes_per_hour, 1000);  // 10 in 36 s
  EXPECT_DOUBLE_EQ(numbers.device_busy, 0.8);
}

TEST(Progress, EtaIsWhatIsLeftByWhatWasMeasured) {
  Progress progress(1000, 0, 0, 0);
  for (int i = 1; i <= 10; ++i) {
    progress.add({.done = 1, .predicted_seconds = 10, .wall_seconds = 30, .device_seconds = 30},
                 30 * i);
  }
  EXPECT_DOUBLE_EQ(progress.numbers(300, left(100, 4)).eta_seconds, 75);
  EXPECT_DOUBLE_EQ(progress.numbers(310, left(100, 4)).eta_seconds, 65);  // time passes
  EXPECT_DOUBLE_EQ(progress.numbers(900, left(100, 4)).eta_seconds, 0);
  EXPECT_DOUBLE_EQ(progress.numbers(300, left(100, 50, 20)).eta_seconds, 60);  // one long batch
  EXPECT_TRUE(std::isnan(progress.numbers(300, left(100, 0)).eta_seconds));
  CursorNumbers complete = left(1e-9, 4);
  complete.finished = complete.size;
  EXPECT_EQ(progress.numbers(300, complete).eta_seconds, 0);
}

TEST(Progress, RecentRateForgets) {
  Progress progress(100'000, 0, 0, 0);
  for (int t = 10; t <= 3600; t += 10) {
    const bool fast = t <= 1800;
    progress.add({.done = fast ? 10U : 1U, .predicted_seconds = 1, .wall_seconds = 1}, t);
  }
  const ProgressNumbers numbers = progress.numbers(3600, left(1, 1));
  EXPECT_NEAR(numbers.recent_complexes_per_hour, 360, 36);
  EXPECT_NEAR(numbers.complexes_per_hour, 1980, 20);
  // A run that stands still says so.
  EXPECT_EQ(progress.numbers(7200, left(1, 1)).recent_complexes_per_hour, 0);
}

}  // namespace
}  // namespace bb
