#include "io/checkpoint/pickle_reader.h"

#include <gtest/gtest.h>

#include "io/checkpoint/pickle_value.h"
#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using test::packed;
using test::operator""_raw;

const std::string start = "\x80\x02";

// The value of the pickle whose opcodes after the first two bytes are given.
Value value_of(const std::string& opcodes, const PickleLimits& limits = {}) {
  const auto bytes = test::bytes_of(start + opcodes);
  const PickleGraph graph = read_pickle(bytes, "p", limits);
  return to_value(graph, graph.root, "p");
}

void expect_refused(const std::string& opcodes, std::initializer_list<std::string_view> parts) {
  test::expect_error([&] { value_of(opcodes); }, parts);
}

TEST(PickleReader, ReadsNumbers) {
  EXPECT_EQ(value_of("K\xff."), Value(255));
  EXPECT_EQ(value_of("M\xff\xff."), Value(65535));
  EXPECT_EQ(value_of("J\xff\xff\xff\xff."), Value(-1));
  EXPECT_EQ(value_of("\x8a\0."_raw), Value(0));
  EXPECT_EQ(value_of("\x8a\1\xff."), Value(-1));
  EXPECT_EQ(value_of("\x8a\2\xff\0."_raw), Value(255));
  EXPECT_EQ(value_of("\x8a\x08" + packed(std::int64_t{-5'000'000'000}) + "."),
            Value(std::int64_t{-5'000'000'000}));
  EXPECT_EQ(value_of("\x8b\1\0\0\0\x05."_raw), Value(5));
  EXPECT_EQ(value_of("\x8a\x09" + std::string(9, '\1') + "."), Value("<integer beyond 64 bits>"));
  EXPECT_EQ(value_of("G\x3f\xf8\0\0\0\0\0\0."_raw), Value(1.5));
  EXPECT_EQ(value_of("\x88."), Value(true));
  EXPECT_EQ(value_of("\x89."), Value(false));
  EXPECT_EQ(value_of("N."), Value());
}

TEST(PickleReader, ReadsTexts) {
  for (const std::string& opcode :
       {"X\2\0\0\0"_raw, "\x8c\2"_raw, "\x8d\2\0\0\0\0\0\0\0"_raw, "U\2"_raw, "T\2\0\0\0"_raw,
        "C\2"_raw, "B\2\0\0\0"_raw, "\x8e\2\0\0\0\0\0\0\0"_raw, "\x96\2\0\0\0\0\0\0\0"_raw}) {
    EXPECT_EQ(value_of(opcode + "ab."), Value("ab"));
  }
}

TEST(PickleReader, ReadsContainers) {
  const Value one_two = Value::List{1, 2};
  for (const char* opcodes : {"(K\1K\2t.", "K\1K\2\x86.", "](K\1K\2e.", "]K\1aK\2a.",
                              "\x8f(K\1K\2\x90.", "(K\1K\2\x91."}) {
    EXPECT_EQ(value_of(opcodes), one_two) << opcodes;
  }
  EXPECT_EQ(value_of("K\1\x85."), Value(Value::List{1}));
  EXPECT_EQ(value_of("K\1K\2K\3\x87."), Value(Value::List{1, 2, 3}));
  EXPECT_EQ(value_of(")."), Value(Value::List{}));
  const Value dict = Value::Dict{{"1", 2}, {"True", 3}};
  EXPECT_EQ(value_of("}(K\1K\2\x88K\3u."), dict);
  EXPECT_EQ(value_of("}K\1K\2s\x88K\3s."), dict);
}

TEST(PickleReader, ReadsMemoAndStack) {
  EXPECT_EQ(value_of("K\7q\0"
                     "0"
                     "h\0."_raw),
            Value(7));
  EXPECT_EQ(value_of("K\7r\0\0\0\0"
                     "0"
                     "j\0\0\0\0."_raw),
            Value(7));
  EXPECT_EQ(value_of("\x95\4\0\0\0\0\0\0\0K\7\x94."_raw), Value(7));
  EXPECT_EQ(value_of("K\7"
                     "2\x86."),
            Value(Value::List{7, 7}));
  EXPECT_EQ(value_of("K\7(K\1K\2"
                     "1."),
            Value(7));
}

TEST(PickleReader, ReadsKnownClassesAsData) {
  EXPECT_EQ(value_of("ccollections\nOrderedDict\n)RK\1K\2s."), Value(Value::Dict{{"1", 2}}));
  EXPECT_EQ(value_of("ccollections\nOrderedDict\n]K\1K\2\x86"
                     "a\x85R."),
            Value(Value::Dict{{"1", 2}}));
  EXPECT_EQ(value_of("\x8c\x08"
                     "builtins"
                     "\x8c\x03set\x93]K\1a\x85R."),
            Value(Value::List{1}));
  EXPECT_EQ(value_of("cargparse\nNamespace\n)\x81}X\1\0\0\0aK\1sb."_raw),
            Value(Value::Dict{{"a", 1}}));
  EXPECT_EQ(value_of("cpathlib\nPosixPath\n(X\1\0\0\0/X\1\0\0\0aX\1\0\0\0btR."_raw), Value("/a/b"));
  EXPECT_EQ(value_of("ctyping\nAny\n."), Value("<typing.Any>"));
  EXPECT_EQ(value_of("ctorch\nbfloat16\n."), Value("torch.bfloat16"));
  // An attribute set twice has the later value, as in Python.
  EXPECT_EQ(value_of("comegaconf.nodes\nAnyNode\n)\x81}(X\4\0\0\0_valK\1X\4\0\0\0_valK\2ub."_raw),
            Value(2));
  EXPECT_EQ(value_of("comegaconf.nodes\nAnyNode\n)}\x92"
                     "}X\4\0\0\0_valK\1sb."_raw),
            Value(1));
}

// Whatever is done with a name, naming it is refused, with the byte where it stands.
TEST(PickleReader, RefusesUnknownNames) {
  expect_refused("cos\nsystem\nX\2\0\0\0id\x85R."_raw,
                 {"p, byte 2", "'os.system'", "nothing was executed"});
  expect_refused("NNcposix\nsystem\n.", {"byte 4", "'posix.system'"});
  expect_refused(
      "\x8c\x08"
      "builtins"
      "\x8c\x04"
      "eval"
      "\x93.",
      {"'builtins.eval'", "byte 18"});
  for (const char* name : {"builtins\ngetattr", "__builtin__\neval", "torch._utils\nexec",
                           "torch.serialization\n_get_layout", "torch.storage\n_load_from_bytes",
                           "functools\npartial", "numpy\nload", "omegaconf\nOmegaConf",
                           "collections\nOrderedDict.fromkeys", "\n", "torch\n"}) {
    expect_refused(std::string("c") + name + "\n.", {"byte 2", "not on the list"});
  }
  expect_refused("c\x01\n\xff\n.", {"\\x01.\\xff"});
}

TEST(PickleReader, RefusesUnknownOpcodes) {
  for (const char* opcode :
       {"I1\n.",     "S'a'\n.",       "V\n.",  "L1\n.",           "F1\n.",   "g0\n.",  "p0\n.",
        "P1\n.",     "(d.",           "(l.",   "(ios\nsystem\n.", "(cos\n.", "(o.",    "\x82\1.",
        "\x83\1\1.", "\x84\1\1\1\1.", "\x97.", "\x98.",           "\xff",    "\x80\3."}) {
    expect_refused(opcode, {"p, byte"});
  }
  test::expect_error([] { read_pickle(test::bytes_of("\x80\1N."), "p"); }, {"protocol 1"});
  test::expect_error([] { read_pickle(test::bytes_of("\x80\6N."), "p"); }, {"protocol 6"});
  test::expect_error([] { read_pickle(test::bytes_of("N."), "p"); }, {"not a pickle"});
  test::expect_error([] { read_pickle({}, "p"); }, {"cut short"});
}

TEST(PickleReader, RefusesStackMisuse) {
  for (const char* opcodes : {".",
                              "0.",
                              "2.",
                              "a.",
                              "N\x86.",
                              "t.",
                              "u.",
                              "1.",
                              "K\1(0.",
                              "}(K\1u.",
                              "K\1K\2"
                              "a.",
                              ")K\1"
                              "a.",
                              "}K\1"
                              "a.",
                              "]K\1K\2s.",
                              "NNR.",
                              "N)R.",
                              "ctyping\nAny\nNR.",
                              "N}b.",
                              "}}b.",
                              "b.",
                              "\x93.",
                              "NN\x93.",
                              "ctyping\nAny\n)RNbNb.",
                              "ctyping\nAny\n)N\x92.",
                              "ctyping\nAny\n)}(K\1K\1u\x92.",
                              "(NN.",
                              "NN.",
                              "N.N",
                              "h\1.",
                              "Nh\7.",
                              "q\1.",
                              "\x94.",
                              "Nq\xff.",
                              "Nr\xff\xff\xff\xff.",
                              "Q.",
                              "ctyping\nAny"}) {
    expect_refused(opcodes, {"p, byte"});
  }
}

TEST(PickleReader, RefusesLengthsBeyondTheEnd) {
  const std::string most = "\xff\xff\xff\xff";
  for (const std::string& opcodes :
       {"X" + most, "T" + most, "B" + most, "\x8b" + most, "\x8d" + most + most,
        "\x8e" + most + most, "\x96" + most + most, "\x95" + most + most, "\x8a\xff"_raw, "G"_raw,
        "J\1"_raw, "X\3\0\0\0ab"_raw}) {
    expect_refused(opcodes, {"cut short"});
  }
}

TEST(PickleReader, BoundsObjects) {
  test::expect_error([] { value_of(std::string(100, 'N') + ".", {.max_nodes = 50}); },
                     {"more than 50 objects"});
  test::expect_error([] { value_of(std::string(100, 'N') + ".", {.max_bytes = 50}); },
                     {"103 bytes"});
  expect_refused(std::string(2'000'100, 'N') + ".", {"more than 2000000 objects"});
}

}  // namespace
}  // namespace bb
