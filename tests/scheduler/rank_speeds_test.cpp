#include "scheduler/rank_speeds.h"

#include <cmath>

#include <gtest/gtest.h>

namespace bb {
namespace {

TEST(RankSpeeds, NamesRanksThatTakeLongerThanTheMedian) {
  RankSpeeds speeds;
  for (uint32_t rank = 0; rank < 8; ++rank) {
    // All are twice as slow as predicted; rank 5 thrice, rank 2 five times that.
    const double factor = rank == 5 ? 6 : (rank == 2 ? 10 : 2);
    for (int piece = 1; piece <= 4; ++piece) { speeds.add(rank, piece, factor * piece); }
  }
  speeds.add(9, 1, 100);  // one piece of work says nothing
  const auto slow = speeds.slow();
  ASSERT_EQ(slow.size(), 2U);
  EXPECT_EQ(slow[0], (RankSpeeds::Slow{.rank = 2, .factor = 5}));
  EXPECT_EQ(slow[1], (RankSpeeds::Slow{.rank = 5, .factor = 3}));
  EXPECT_TRUE(speeds.slow(5.5).empty());
}

TEST(RankSpeeds, SaysNothingOfTwoRanks) {
  RankSpeeds speeds;
  for (int piece = 0; piece < 5; ++piece) {
    speeds.add(0, 1, 1);
    speeds.add(1, 1, 9);
  }
  EXPECT_TRUE(speeds.slow().empty());
}

TEST(RankSpeeds, LeavesOutWhatIsNoTime) {
  RankSpeeds speeds;
  speeds.add(0, 0, 1);
  speeds.add(0, 1, std::nan(""));
  speeds.add(0, 1, 0);
  EXPECT_EQ(speeds.predicted_seconds(), 0);
  speeds.add(0, 2, 3);
  EXPECT_EQ(speeds.predicted_seconds(), 2);
  EXPECT_EQ(speeds.measured_seconds(), 3);
}

}  // namespace
}  // namespace bb
