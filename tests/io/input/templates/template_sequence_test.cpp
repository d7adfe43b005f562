#include "io/input/templates/template_sequence.h"

#include <string_view>

#include <gtest/gtest.h>

// Against gemmi itself: check_alignments.py.

namespace bb {
namespace {

std::string match(std::string_view sequence, std::string_view model, std::string_view gaps = {}) {
  const auto names = [](std::string_view letters) {
    std::vector<std::string> list;
    for (const char c : letters) { list.emplace_back(1, c); }
    return list;
  };
  std::vector<bool> gap_after(model.empty() ? 0 : model.size() - 1, false);
  for (size_t i = 0; i < gaps.size(); ++i) { gap_after[i] = gaps[i] == '1'; }
  return align_model_to_sequence(names(sequence), names(model), gap_after);
}

TEST(AlignModelToSequence, Whole) { EXPECT_EQ(match("MKVL", "MKVL"), "||||"); }

TEST(AlignModelToSequence, WithoutEnds) { EXPECT_EQ(match("GSMKVLHH", "MKVL"), "  ||||  "); }

TEST(AlignModelToSequence, PutsGapsAtChainBreaks) {
  EXPECT_EQ(match("MAAAAL", "MAAL", "100"), "|  |||");
  EXPECT_EQ(match("MAAAAL", "MAAL", "010"), "||  ||");
  EXPECT_EQ(match("MAAAAL", "MAAL", "001"), "|||  |");
}

TEST(AlignModelToSequence, ShowsWhatDoesNotFit) {
  EXPECT_EQ(match("MKVL", "MKWL"), "||.|");
  EXPECT_EQ(match("MKVLAA", "MKWWWVLAA"), "||   ||||");
  EXPECT_EQ(match("MKVL", ""), "    ");
}

}  // namespace
}  // namespace bb
