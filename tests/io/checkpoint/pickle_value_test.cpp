#include "io/checkpoint/pickle_value.h"

#include <gtest/gtest.h>

#include "io/checkpoint/pickle_reader.h"
#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using test::packed;
using test::operator""_raw;

void expect_refused(const std::string& opcodes, std::initializer_list<std::string_view> parts,
                    const ValueLimits& limits = {}) {
  const auto bytes = test::bytes_of(std::string("\x80\x02") + opcodes);
  const PickleGraph graph = read_pickle(bytes, "p");
  test::expect_error([&] { to_value(graph, graph.root, "label", limits); }, parts);
}

// Python can pickle what contains itself; as a configuration it has no meaning.
TEST(PickleValue, RefusesCycles) {
  expect_refused("]q\0h\0a."_raw, {"label", "contains itself"});
  expect_refused("}q\0X\1\0\0\0ah\0s."_raw, {"contains itself", "'.a.a.a"});
  expect_refused("]q\0h\0\x85q\1a."_raw, {"contains itself"});
  expect_refused("comegaconf.nodes\nAnyNode\n)\x81q\0}X\4\0\0\0_valh\0sb."_raw,
                 {"contains itself"});
}

TEST(PickleValue, BoundsDepth) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) { deep += "]"; }
  for (int i = 1; i < 200'000; ++i) { deep += "a"; }
  expect_refused(deep + ".", {"nested too deeply"});
}

// "A billion laughs": ten lists, each ten times in the next.
TEST(PickleValue, BoundsUnfolding) {
  std::string bomb = "]K\1a";
  for (char level = 0; level < 20; ++level) {
    bomb += std::string("q") + level + "0](";
    for (int i = 0; i < 10; ++i) { bomb += std::string("h") + level; }
    bomb += "e";
  }
  expect_refused(bomb + ".", {"too many values"});

  std::string texts = std::string("X") + packed(uint32_t{1 << 20}) + std::string(1 << 20, 'x') +
                      "q\0"
                      "0]("_raw;
  for (int i = 0; i < 100; ++i) { texts += "h\0"_raw; }
  expect_refused(texts + "e.", {"too much text"});
}

// Nobody may ever ask for them.
TEST(PickleValue, HasNoValueForAmbiguousDicts) {
  const auto expect_opaque = [](const std::string& opcodes, std::string_view what) {
    const auto bytes = test::bytes_of("\x80\x02" + opcodes);
    const PickleGraph graph = read_pickle(bytes, "p");
    const Value value = to_value(graph, graph.root, "label");
    ASSERT_NE(value.opaque(), nullptr) << value.type_name();
    EXPECT_EQ(value.opaque()->what, what);
  };
  expect_opaque("}(K\1NX\1\0\0\0001Nu."_raw, "a dict with two keys '1'");
  expect_opaque("})Ns.", "a dict with a key that is neither text nor a number");
  expect_opaque("comegaconf.nodes\nAnyNode\n)\x81.", "the Python object 'omegaconf.nodes.AnyNode'");
  expect_opaque("ccollections\nOrderedDict\n]Na\x85R.", "a dict in a form that is not known");
}

}  // namespace
}  // namespace bb
