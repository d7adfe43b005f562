#include "scheduler/calibration.h"

#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(Calibration, IsOneBeforeAnything) {
  Calibration calibration;
  EXPECT_EQ(calibration.ratio(), 1);
  calibration.add(0, 5);
  calibration.add(5, -1);
  calibration.add(std::numeric_limits<double>::quiet_NaN(), 1);
  calibration.add(1, std::numeric_limits<double>::infinity());
  EXPECT_EQ(calibration.count(), 0U);
  EXPECT_EQ(calibration.ratio(), 1);
}

TEST(Calibration, OutliersDoNotMoveIt) {
  Calibration calibration;
  calibration.add(1, 500);  // a first batch
  for (int i = 0; i < 20; ++i) { calibration.add(2 + i, 1.5 * (2 + i)); }
  calibration.add(3, 0.001);
  EXPECT_DOUBLE_EQ(calibration.ratio(), 1.5);
}

TEST(Calibration, LongBatchesCountMore) {
  Calibration calibration;
  for (int i = 0; i < 10; ++i) { calibration.add(1, 3); }
  calibration.add(100, 200);
  EXPECT_DOUBLE_EQ(calibration.ratio(), 2);
}

TEST(Calibration, ForgetsWhatIsLongAgo) {
  Calibration calibration(4);
  for (int i = 0; i < 10; ++i) { calibration.add(1, 3); }
  for (int i = 0; i < 4; ++i) { calibration.add(1, 2); }
  EXPECT_DOUBLE_EQ(calibration.ratio(), 2);
  EXPECT_THROW(Calibration(0), std::invalid_argument);
}

}  // namespace
}  // namespace bb
