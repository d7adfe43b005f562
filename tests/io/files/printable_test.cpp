#include "io/files/printable.h"

#include <gtest/gtest.h>

namespace {

using bb::printable;

TEST(Printable, KeepsText) {
  for (const char* text : {"", "plain", "Å and µM, 中文, 😀", "two\nlines\tand a tab"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, EscapesWhatATerminalObeys) {
  EXPECT_EQ(printable("\033]0;title\a"), "\\x1b]0;title\\x07");
  EXPECT_EQ(printable("over\rwritten\b"), "over\\x0dwritten\\x08");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\u009b31m"), "\\xc2\\x9b31m");     // C1's CSI
  EXPECT_EQ(printable("a\u202Eb"), "a\\xe2\\x80\\xaeb");  // right to left
}

TEST(Printable, EscapesWhatIsNotUtf8) {
  EXPECT_EQ(printable("bad\xff.h5"), "bad\\xff.h5");
  EXPECT_EQ(printable("\xc3"), "\\xc3");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // a long form of /
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
  EXPECT_EQ(printable("\xe2\x82x"), "\\xe2\\x82x");
}

TEST(CutText, EndsBetweenCharacters) {
  EXPECT_EQ(bb::cut_text("short", 5), "short");
  EXPECT_EQ(bb::cut_text("longer text", 8), "longe…");
  EXPECT_EQ(bb::cut_text("ÅÅÅÅÅ", 8), "ÅÅ…");
}

}  // namespace
