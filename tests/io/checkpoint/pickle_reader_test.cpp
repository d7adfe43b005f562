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

Value opaque(std::string what) { return Value::Opaque{std::move(what)}; }

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
  EXPECT_EQ(value_of("\x8a\x08" + packed(int64_t{-5'000'000'000}) + "."),
            Value(int64_t{-5'000'000'000}));
  EXPECT_EQ(value_of("\x8b\1\0\0\0\x05."_raw), Value(5));
  EXPECT_EQ(value_of("\x8a\x09" + std::string(9, '\1') + "."), opaque("an integer beyond 64 bits"));
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
  EXPECT_EQ(value_of("ctyping\nAny\n."), opaque("the Python name 'typing.Any'"));
  EXPECT_EQ(value_of("ctorch\nbfloat16\n."), Value("torch.bfloat16"));
  // An attribute set twice has the later value, as in Python.
  EXPECT_EQ(value_of("comegaconf.nodes\nAnyNode\n)\x81}(X\4\0\0\0_valK\1X\4\0\0\0_valK\2ub."_raw),
            Value(2));
  EXPECT_EQ(value_of("comegaconf.nodes\nAnyNode\n)}\x92"
                     "}X\4\0\0\0_valK\1sb."_raw),
            Value(1));
}

// Whatever a pickle does with a name that has no meaning here, nothing comes of it but its name.
TEST(PickleReader, KeepsUnknownNamesInert) {
  const Value system = opaque("the Python object 'os.system'");
  const std::string id = "X\2\0\0\0id"_raw;
  EXPECT_EQ(value_of("cos\nsystem\n."), opaque("the Python name 'os.system'"));
  for (const std::string& call :
       {"cos\nsystem\n" + id + "\x85R",  // REDUCE
        "\x8c\x02os\x8c\x06system\x93" + id + "\x85R",
        "cos\nsystem\n" + id + "\x85\x81",   // NEWOBJ
        "cos\nsystem\n" + id + "\x85}\x92",  // NEWOBJ_EX, without and with keywords
        "cos\nsystem\n)}" + id + "K\1s\x92",
        "(" + id + "ios\nsystem\n",           // INST
        "(cos\nsystem\n" + id + "o",          // OBJ
        "cos\nsystem\n)R" + id + "\x85R"}) {  // what a call gave, called
    EXPECT_EQ(value_of(call + "."), system) << call;
    EXPECT_EQ(value_of(call + "}" + id + "K\1sb."), system) << call;  // BUILD
    EXPECT_EQ(value_of(call + "(K\1K\2u."), system) << call;          // items, of any kind
    EXPECT_EQ(value_of(call + "(K\1K\2e."), system) << call;
    EXPECT_EQ(value_of("}" + id + call + "s."), Value(Value::Dict{{"id", system}})) << call;
  }
  for (const std::string& extension : {"\x82\1"_raw, "\x83\1\1"_raw, "\x84\1\1\1\1"_raw}) {
    EXPECT_EQ(value_of(extension + ")R."), opaque("the Python object 'copyreg.add_extension'"));
  }
  // A known name that is given keywords, or called twice, is not read by its role.
  EXPECT_EQ(value_of("ccollections\nOrderedDict\n)}" + id + "K\1s\x92."),
            opaque("the Python object 'collections.OrderedDict'"));
  EXPECT_EQ(value_of("ccollections\nOrderedDict\n)R)R."),
            opaque("the Python object 'collections.OrderedDict'"));
  EXPECT_EQ(value_of("c\x01\n\xff\n."), opaque("the Python name '\\x01.\\xff'"));
  EXPECT_EQ(value_of("c" + std::string(500, 'a') + "\nb\n.").opaque()->what,
            "the Python name '" + std::string(60, 'a') + ".b'");
}

TEST(PickleReader, ReadsWhatIsKeptAsOmegaConfKeepsIt) {
  EXPECT_EQ(value_of("cmy\nConfig\n)\x81}X\x08\0\0\0_content]K\1asb."_raw), Value(Value::List{1}));
  EXPECT_EQ(value_of("cmy\nNode\n)\x81}X\4\0\0\0_valK\1sb."_raw), Value(1));
}

TEST(PickleReader, RefusesUnknownOpcodes) {
  for (const char* opcode :
       {"I1\n.", "S'a'\n.", "V\n.", "L1\n.", "F1\n.", "g0\n.", "p0\n.", "P1\n.", "(d.", "(l.",
        "(o.", "(No.", "\x97.", "\x98.", "\xff", "\x80\3."}) {
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
                              "ctyping\nAny\nios\nsystem\n.",
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
