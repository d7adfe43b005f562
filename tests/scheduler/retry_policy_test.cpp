#include "scheduler/retry_policy.h"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace bb {
namespace {

struct Outcome {
  std::vector<int> computed;  // by member
  std::vector<std::uint32_t> failed;
  int tries = 0;
};

// A device on which up to `fits` complexes fit.
Outcome compute(std::uint32_t count, std::uint32_t fits, std::uint32_t largest = UINT32_MAX) {
  BatchSplitter splitter(count, largest);
  Outcome outcome{std::vector<int>(count), {}, 0};
  std::uint32_t at = 0;
  while (const auto piece = splitter.next()) {
    ++outcome.tries;
    EXPECT_EQ(piece->first, at);
    if (piece->count > fits) {
      if (splitter.out_of_memory() == BatchSplitter::Verdict::failed) {
        outcome.failed.push_back(piece->first);
        at += piece->count;
      }
      continue;
    }
    for (std::uint32_t i = 0; i < piece->count; ++i) ++outcome.computed[piece->first + i];
    at += piece->count;
  }
  EXPECT_EQ(at, count);
  return outcome;
}

TEST(BatchSplitter, HalvesUntilItFits) {
  for (std::uint32_t count = 1; count <= 16; ++count) {
    for (std::uint32_t fits = 1; fits <= 16; ++fits) {
      const Outcome outcome = compute(count, fits);
      EXPECT_EQ(outcome.computed, std::vector<int>(count, 1)) << count << " " << fits;
      EXPECT_TRUE(outcome.failed.empty());
    }
  }
  EXPECT_EQ(compute(16, 16).tries, 1);
  EXPECT_EQ(compute(16, 4).tries, 2 + 4);  // 16, 8, then fours: eight is not tried again
}

TEST(BatchSplitter, FailsWhatDoesNotFitAlone) {
  const Outcome outcome = compute(5, 0);
  EXPECT_EQ(outcome.failed, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(outcome.computed, std::vector<int>(5, 0));
}

TEST(BatchSplitter, OneOfThemMayBeTheLargeOne) {
  BatchSplitter splitter(4);
  std::vector<Piece> computed;
  while (const auto piece = splitter.next()) {
    const bool has_third = piece->first <= 2 && 2 < piece->first + piece->count;
    if (has_third) {
      splitter.out_of_memory();
    } else {
      computed.push_back(*piece);
    }
  }
  EXPECT_EQ(computed, (std::vector<Piece>{{0, 2}, {3, 1}}));
  EXPECT_EQ(splitter.largest(), 1U);
}

TEST(BatchSplitter, StartsAsSmallAsAsked) {
  EXPECT_EQ(compute(6, 6, 1).tries, 6);
  EXPECT_EQ(BatchSplitter(3).next(), (Piece{0, 3}));
  EXPECT_EQ(BatchSplitter(0).next(), std::nullopt);
}

TEST(BatchSplitter, KnowsWhatIsBeingComputed) {
  BatchSplitter splitter(2);
  EXPECT_THROW(splitter.out_of_memory(), std::logic_error);
  splitter.next();
  splitter.out_of_memory();
  EXPECT_THROW(splitter.out_of_memory(), std::logic_error);
}

}  // namespace
}  // namespace bb
