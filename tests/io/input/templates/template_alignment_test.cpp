#include "io/input/templates/template_alignment.h"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

// Against Biopython and SciPy themselves: check_alignments.py.

namespace bb {
namespace {

using Pairs = std::vector<std::pair<size_t, size_t>>;

TEST(GlobalAlignmentScore, CountsPairsAndGaps) {
  EXPECT_EQ(global_alignment_score("W", "W"), 11);
  EXPECT_EQ(global_alignment_score("WW", "W"), 11 - 12);
  EXPECT_EQ(global_alignment_score("WWWW", "WW"), 22 - 13);
  EXPECT_EQ(global_alignment_score("WAAW", "WW"), 22 - 13);
  EXPECT_EQ(global_alignment_score("W", "P"), -4);
  EXPECT_EQ(global_alignment_score("MKTAYIAK", "MKTYIAK"),
            global_alignment_score("MKTYIAK", "MKTAYIAK"));
}

TEST(LocalAlignments, HaveNoGapsInShortSequences) {
  EXPECT_EQ(local_alignments("GGWWYGG", "PPWWYPP"), (std::vector<AlignedRun>{{2, 5, 2, 5}}));
  EXPECT_EQ(local_alignments("WWW", "W"),
            (std::vector<AlignedRun>{{0, 1, 0, 1}, {1, 2, 0, 1}, {2, 3, 0, 1}}));
  EXPECT_TRUE(local_alignments("GGG", "WWW").empty());
}

TEST(LocalAlignments, AreNotCarriedOnByPairsThatScoreNothing) {
  EXPECT_EQ(local_alignments("WA", "WC"), (std::vector<AlignedRun>{{0, 1, 0, 1}}));
  EXPECT_EQ(local_alignments("AW", "CW"), (std::vector<AlignedRun>{{1, 2, 1, 2}}));
}

// Beyond 1000 on both sides a gap pays; the reference then keeps the first run only.
TEST(LocalAlignments, KeepTheFirstRun) {
  std::string head;
  for (int i = 0; i < 60; ++i) { head += "WC"; }
  std::string tail;
  for (int i = 0; i < 70; ++i) { tail += "CP"; }
  const auto runs = local_alignments(head + "A" + tail, head + tail);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0], (AlignedRun{0, 120, 0, 120}));
}

TEST(Alignments, RefuseWhatHasNoScore) {
  EXPECT_THROW(global_alignment_score("", "A"), std::invalid_argument);
  EXPECT_THROW(local_alignments("A", ""), std::invalid_argument);
  EXPECT_THROW(local_alignments("Ala", "A"), std::invalid_argument);
  EXPECT_THROW(global_alignment_score("A-A", "AA"), std::invalid_argument);
}

TEST(BestAssignment, TakesTheLargestSum) {
  EXPECT_EQ(best_assignment({{1, 5}, {4, 5}}), (Pairs{{0, 1}, {1, 0}}));
  EXPECT_EQ(best_assignment({{1, 9, 3}}), (Pairs{{0, 1}}));
  EXPECT_EQ(best_assignment({{1}, {9}, {3}}), (Pairs{{1, 0}}));
  EXPECT_EQ(best_assignment({{7, 7}, {7, 7}}), (Pairs{{0, 0}, {1, 1}}));
  EXPECT_TRUE(best_assignment({}).empty());
  EXPECT_TRUE(best_assignment({{}, {}}).empty());
}

}  // namespace
}  // namespace bb
