#include "io/checkpoint/value.h"

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

Value sample() {
  return Value::Dict{{"a", Value::Dict{{"b", 3}, {"c", 2.0}, {"half", 0.5}, {"none", Value{}}}},
                     {"list", Value::List{1, "two", true}},
                     {"name", "boltz"},
                     {"raw", "${a.b}"},
                     {"yes", true}};
}

TEST(Value, IsReachedByPath) {
  const Value value = sample();
  EXPECT_EQ(value.get<int64_t>("a.b"), 3);
  EXPECT_EQ(value.get<int64_t>("a.c"), 2);
  EXPECT_EQ(value.get<double>("a.b"), 3.0);
  EXPECT_EQ(value.get<std::string>("name"), "boltz");
  EXPECT_TRUE(value.get<bool>("yes"));
  EXPECT_EQ(value.get<std::string>("list.1"), "two");
  EXPECT_EQ(value.get<Value>("a").get<int64_t>("b"), 3);
  EXPECT_EQ(value.get<Value::List>("list").size(), 3U);
  EXPECT_EQ(value.find("a.x"), nullptr);
  EXPECT_EQ(value.find("list.3"), nullptr);
  EXPECT_EQ(value.find("list.-1"), nullptr);
  EXPECT_EQ(value.find("name.x"), nullptr);
  EXPECT_EQ(value.find(""), &value);
}

TEST(Value, HasDefaults) {
  const Value value = sample();
  EXPECT_EQ(value.get_or<int64_t>("a.missing", 9), 9);
  EXPECT_EQ(value.get_or<int64_t>("a.b", 9), 3);
  EXPECT_EQ(value.get_optional<double>("a.none"), std::nullopt);
  EXPECT_EQ(value.get_optional<double>("missing"), std::nullopt);
  EXPECT_EQ(value.get_optional<double>("a.half"), 0.5);
  test::expect_error([&] { value.get_or<int64_t>("a.none", 1); }, {"'a.none'", "null"});
}

TEST(Value, NamesThePathInErrors) {
  const Value value = sample();
  test::expect_error([&] { value.get<bool>("a.x"); },
                     {"'a.x'", "missing", "'x'", "b, c, half, none"});
  test::expect_error([&] { value.get<int64_t>("a.half"); }, {"'a.half'", "whole number"});
  test::expect_error([&] { value.get<bool>("a.b"); }, {"'a.b'", "integer", "bool"});
  test::expect_error([&] { value.get<int64_t>("yes"); }, {"'yes'", "bool"});
  test::expect_error([&] { value.get<double>("raw"); }, {"'raw'", "${a.b}", "OmegaConf.resolve"});
  test::expect_error([&] { value.get<Value::Dict>("list"); }, {"'list'", "dict"});
  test::expect_error([&] { value.get<bool>("name.deeper"); }, {"'name.deeper'", "a string"});
}

TEST(Value, ComparesByContents) {
  EXPECT_EQ(sample(), sample());
  EXPECT_FALSE(sample() == Value(Value::Dict{}));
  EXPECT_FALSE(Value(1) == Value(1.0));
}

}  // namespace
}  // namespace bb
