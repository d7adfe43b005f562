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
  for (int i = 0; i < 200'000; ++i) deep += "]";
  for (int i = 1; i < 200'000; ++i) deep += "a";
  expect_refused(deep + ".", {"nested too deeply"});
}

// "A billion laughs": ten lists, each ten times in the next.
TEST(PickleValue, BoundsUnfolding) {
  std::string bomb = "]K\1a";
  for (char level = 0; level < 20; ++level) {
    bomb += std::string("q") + level + "0](";
    for (int i = 0; i < 10; ++i) bomb += std::string("h") + level;
    bomb += "e";
  }
  expect_refused(bomb + ".", {"too many values"});

  std::string texts = std::string("X") + packed(std::uint32_t{1 << 20}) +
                      std::string(1 << 20, 'x') +
                      "q\0"
                      "0]("_raw;
  for (int i = 0; i < 100; ++i) texts += "h\0"_raw;
  expect_refused(texts + "e.", {"too much text"});
}

TEST(PickleValue, RefusesAmbiguousDicts) {
  expect_refused("}(K\1NX\1\0\0\0001Nu."_raw, {"'.1'", "two entries"});
  expect_refused("})Ns.", {"key that is neither"});
  expect_refused("comegaconf.nodes\nAnyNode\n)\x81.", {"without its attribute '_val'"});
  expect_refused("ccollections\nOrderedDict\n]Na\x85R.", {"form that is not known"});
}

}  // namespace
}  // namespace bb
