#include "io/checkpoint/json_parser.h"

#include <gtest/gtest.h>

#include "io/files/checkpoint_error.h"
#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

TEST(JsonParser, ReadsEveryKindOfValue) {
  const Value value = parse_json(
      R"( {"a":[1,-2.5e1,true,false,null,"x"],"b":{},"c":[],"d":9223372036854775807} )", "j");
  EXPECT_EQ(value, Value(Value::Dict{{"a", Value::List{1, -25.0, true, false, Value{}, "x"}},
                                     {"b", Value::Dict{}},
                                     {"c", Value::List{}},
                                     {"d", int64_t{9223372036854775807}}}));
}

TEST(JsonParser, ReadsEscapes) {
  EXPECT_EQ(parse_json(R"("\"\\\/\b\f\n\r\t\u0041\u00e5\u20ac\ud83d\ude00")", "j"),
            Value("\"\\/\b\f\n\r\tA\u00e5\u20ac\U0001F600"));
}

TEST(JsonParser, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "[",
                           "[1",
                           "[1,",
                           "[1,]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\":1,\"a\":2}",
                           "01",
                           "-",
                           "1.",
                           "1e",
                           ".5",
                           "+1",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "1e999",
                           "9223372036854775808",
                           "tru",
                           "nul",
                           "\"",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u+123\"",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"\n\"",
                           "\"\xff\"",
                           "\"\xc0\x80\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xf5\x80\x80\x80\"",
                           "\"\xe2\x82\"",
                           "1 2",
                           "{} x",
                           "[1 2]",
                           "'a'"}) {
    SCOPED_TRACE(text);
    test::expect_error([&] { parse_json(text, "label"); }, {"label"});
  }
}

TEST(JsonParser, BoundsDepth) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']'), "j").is_list());
  for (const size_t depth : {33U, 1'000'000U}) {
    test::expect_error([&] { parse_json(std::string(depth, '['), "j"); }, {"nested too deeply"});
  }
}

// The library ends a text there.
TEST(JsonParser, RefusesByteZero) {
  for (const std::string_view text : {std::string_view("{}\0{", 4), std::string_view("[1]\0", 4)}) {
    test::expect_error([&] { parse_json(text, "label"); }, {"label, byte", "a byte 0"});
  }
}

TEST(JsonParser, SaysWhereAndKeepsBytesOffTheTerminal) {
  test::expect_error([] { parse_json("{\"a\":[1,\n]}", "h"); },
                     {"h, byte 10", "line 2, column 1", "unexpected ']'"});
  try {
    parse_json("\"" + std::string(100'000, 'x') + "\xff\x1b\"", "h");
    FAIL();
  } catch (const CheckpointError& error) {
    EXPECT_LT(std::string(error.what()).size(), 400U);
    EXPECT_EQ(std::string_view(error.what()).find_first_of("\xff\x1b"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace bb
