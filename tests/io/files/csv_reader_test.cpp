#include "io/files/csv_reader.h"

#include <gtest/gtest.h>

namespace bb {
namespace {

std::vector<CsvRecord> read(std::string text) {
  CsvReader csv(LineReader(ByteSource::from_memory(std::move(text), "x.csv"), 4096));
  std::vector<CsvRecord> records;
  for (CsvRecord record; csv.next(record);) { records.push_back(record); }
  return records;
}

using Fields = std::vector<std::string>;

TEST(CsvReader, FollowsRfc4180) {
  const auto records = read("a,b\r\n\"x,\"\"y\"\"\",\n\n \"q\" ,1\n\"two\r\nlines\",z\rlast,");
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(records[0].fields, (Fields{"a", "b"}));
  EXPECT_EQ(records[1].fields, (Fields{"x,\"y\"", ""}));
  EXPECT_FALSE(records[2].error.empty());  // RFC: spaces belong to a field, quotes only at its ends
  EXPECT_EQ(records[3].fields, (Fields{"two\nlines", "z"}));
  EXPECT_EQ(records[3].line, 5U);
  EXPECT_EQ(records[4].fields, (Fields{"last", ""}));
  EXPECT_EQ(records[4].line, 7U);
}

TEST(CsvReader, AStrayQuoteCostsItsLineOnly) {
  const auto records = read("a,1\n\"b,2\nc,3\nd,\"4\"\ne,5\n");
  ASSERT_EQ(records.size(), 5U);
  EXPECT_NE(records[1].error.find("text after a quoted field"), std::string::npos);
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[2].fields, (Fields{"c", "3"}));
  EXPECT_EQ(records[3].fields, (Fields{"d", "4"}));
  EXPECT_EQ(records[4].fields, (Fields{"e", "5"}));

  const auto open_end = read("a,1\n\"b,2\nc,3\n");
  ASSERT_EQ(open_end.size(), 3U);
  EXPECT_NE(open_end[1].error.find("does not end"), std::string::npos);
  EXPECT_EQ(open_end[2].fields, (Fields{"c", "3"}));
}

TEST(CsvReader, ALongRecordEnds) {
  std::string text = "\"a\n";
  for (int i = 0; i < 200; ++i) { text += "row,1\n"; }
  const auto records = read(text + "z\"\n");
  ASSERT_EQ(records.size(), 202U);
  EXPECT_FALSE(records[0].error.empty());
  EXPECT_EQ(records[1].fields, (Fields{"row", "1"}));
  const auto cut = read("a,1\n" + std::string(5000, 'x') + "\nb,2\n");
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_NE(cut[1].error.find("too long"), std::string::npos);
  EXPECT_EQ(cut[2].fields, (Fields{"b", "2"}));
}

}  // namespace
}  // namespace bb
