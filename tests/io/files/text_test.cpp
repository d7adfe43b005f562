#include "io/files/text.h"

#include <array>

#include <gtest/gtest.h>

#include "io/files/line_reader.h"
#include "io/files/suggestion.h"

namespace bb {
namespace {

TEST(Text, KnowsUtf8) {
  constexpr size_t valid = std::string_view::npos;
  EXPECT_EQ(invalid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), valid);
  EXPECT_EQ(invalid_utf8("a\xE9"), 1U);             // Latin-1
  EXPECT_EQ(invalid_utf8("\xC0\x80"), 0U);          // a longer form
  EXPECT_EQ(invalid_utf8("\xED\xA0\x80"), 0U);      // a surrogate
  EXPECT_EQ(invalid_utf8("\xF4\x90\x80\x80"), 0U);  // above U+10FFFF
  EXPECT_EQ(invalid_utf8("ab\xE2\x82"), 2U);        // cut
}

TEST(Text, NamesFormats) {
  EXPECT_EQ(format_ending("x/a.b.CSV.gz"), ".csv");
  EXPECT_EQ(format_ending("a.smi"), ".smi");
  EXPECT_EQ(format_ending("a"), "");
  EXPECT_EQ(plain_stem("x/a.b.csv.gz"), "a.b");
  EXPECT_EQ(plain_stem("a.csv"), "a");
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed(" "), "");
}

TEST(Suggestion, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 3> words{"sequence", "smiles", "id"};
  EXPECT_EQ(nearest("seqence", words), "sequence");
  EXPECT_EQ(nearest("SMILE", words), "smiles");
  EXPECT_EQ(nearest("ids", words), "id");
  EXPECT_EQ(nearest("di", words), "id");
  EXPECT_EQ(nearest("binder", words), "");
  EXPECT_EQ(nearest(std::string(100, 's'), words), "");
}

std::vector<std::string> lines_of(std::string text, size_t most = 100) {
  LineReader reader(ByteSource::from_memory(std::move(text), "x"), most);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) { lines.push_back(line + (reader.cut() ? "+" : "")); }
  return lines;
}

TEST(LineReader, EndsLinesAsPythonDoes) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lines_of("\xEF\xBB\xBF"
                     "a\nb\r\n\rc\r\r\nd"),
            (Lines{"a", "b", "", "c", "", "d"}));
  EXPECT_EQ(lines_of(""), Lines{});
  EXPECT_EQ(lines_of("\n"), Lines{""});
  EXPECT_EQ(lines_of("12345\n123\n", 4), (Lines{"1234+", "123"}));
}

}  // namespace
}  // namespace bb
