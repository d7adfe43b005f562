#include "io/checkpoint/checkpoint.h"

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using test::make_zip;
using test::packed;
using test::operator""_raw;

using Shape = std::vector<int64_t>;
using Numbers = std::vector<double>;

class CheckpointFixture : public testing::Test {
 protected:
  void SetUp() override {
    if (test::fixture("lightning2.ckpt").empty()) {
      GTEST_SKIP() << "fixtures were not made: set BB_PYTHON";
    }
  }
};

void expect_state_dict(const Checkpoint& checkpoint) {
  const auto& tensors = checkpoint.tensors;
  ASSERT_EQ(tensors.size(), 18U);
  Numbers count(24);
  for (size_t i = 0; i < 24; ++i) { count[i] = static_cast<double>(i); }
  EXPECT_EQ(tensors.at("plain").shape, (Shape{4, 6}));
  EXPECT_EQ(tensors.at("plain").strides, (Shape{6, 1}));
  EXPECT_EQ(test::numbers_of(tensors.at("plain")), count);
  EXPECT_EQ(tensors.at("alias").bytes.data(), tensors.at("plain").bytes.data());
  EXPECT_EQ(tensors.at("transposed").shape, (Shape{6, 4}));
  EXPECT_EQ(tensors.at("transposed").strides, (Shape{1, 6}));
  EXPECT_EQ(test::numbers_of(tensors.at("rows")), Numbers(count.begin() + 6, count.begin() + 18));
  EXPECT_EQ(tensors.at("rows").bytes.size(), 48U);
  EXPECT_EQ(test::numbers_of(tensors.at("columns")),
            (Numbers{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23}));
  EXPECT_EQ(tensors.at("expanded").shape, (Shape{3, 5}));
  EXPECT_EQ(test::numbers_of(tensors.at("expanded")), Numbers(15, 7.0));
  EXPECT_EQ(tensors.at("scalar").shape, Shape{});
  EXPECT_EQ(test::numbers_of(tensors.at("scalar")), (Numbers{2.5}));
  EXPECT_EQ(tensors.at("empty").shape, (Shape{0, 4}));
  EXPECT_TRUE(tensors.at("empty").bytes.empty());
  EXPECT_EQ(test::numbers_of(tensors.at("parameter")), (Numbers{0, 1, 2}));
  for (const char* type :
       {"float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"}) {
    const TensorView& tensor = tensors.at(std::string("typed.") + type);
    EXPECT_EQ(dtype_name(tensor.dtype), type);
    EXPECT_EQ(test::numbers_of(tensor), (Numbers{0, 1, 2, 3, 4})) << type;
  }
  EXPECT_EQ(tensors.at("typed.bool").dtype, DType::boolean);
  EXPECT_EQ(test::numbers_of(tensors.at("typed.bool")), (Numbers{1, 0, 1}));
}

void expect_hyper_parameters(const Value& value) {
  EXPECT_EQ(value.get<int64_t>("atom_s"), 128);
  EXPECT_EQ(value.get<double>("sigma_data"), 16.0);
  EXPECT_EQ(value.get<int64_t>("score_model_args.sigma_data"), 16);
  EXPECT_EQ(
      value.get<Value>("score_model_args.nested"),
      Value(Value::Dict{{"depth", 3},
                        {"list", Value::List{1, 2.5, Value{}, "x", Value::Dict{{"deep", true}}}}}));
  EXPECT_TRUE(value.get<Value>("score_model_args.none").is_null());
  EXPECT_EQ(value.get<Value>("steps"), Value(Value::List{1, 2, 3}));
  EXPECT_EQ(value.get<Value>("groups"), Value(Value::Dict{{"0", 1}, {"1", 4}}));
  EXPECT_EQ(value.get<Value>("counts"), Value(Value::Dict{{"a", 1}}));
  EXPECT_EQ(value.get<Value>("ordered"), Value(Value::Dict{{"a", 2}, {"z", 1}}));
  EXPECT_EQ(value.get<double>("training_args.max_lr"), 0.0018);
  EXPECT_EQ(value.get<Value>("pair"), Value(Value::List{1, "two"}));
  EXPECT_EQ(value.get<Value>("set"), Value(Value::List{5}));
  EXPECT_EQ(value.get<std::string>("path"), "/data/boltz");
  EXPECT_EQ(value.get<Value>("size"), Value(Value::List{2, 3}));
  EXPECT_EQ(value.get<std::string>("dtype"), "torch.bfloat16");
  test::expect_error([&] { value.get<std::string>("tensor"); },
                     {"'tensor'", "depends on a tensor"});
  test::expect_error([&] { value.get_or<double>("tensor.x", 1); }, {"'tensor.x'", "a tensor"});
  EXPECT_EQ(value.get<std::string>("interpolated.b"), "${a}");
  EXPECT_EQ(value.get<std::string>("unicode"), "\u00c5\u2192\u03b2");
  EXPECT_EQ(value.get<std::string>("bytes"), "raw");
  EXPECT_TRUE(value.get<bool>("flag"));
  EXPECT_FALSE(value.get_optional<double>("nothing"));
  EXPECT_EQ(value.dict().size(), 21U);
}

TEST_F(CheckpointFixture, ReadsEveryPickleProtocol) {
  for (const char* name :
       {"lightning2.ckpt", "lightning3.ckpt", "lightning4.ckpt", "lightning5.ckpt"}) {
    SCOPED_TRACE(name);
    const Checkpoint checkpoint = read_checkpoint(test::fixture(name));
    expect_state_dict(checkpoint);
    expect_hyper_parameters(checkpoint.hyper_parameters);
    EXPECT_TRUE(checkpoint.checksums_verified);
  }
}

TEST_F(CheckpointFixture, ReadsFilesWithoutCrc) {
  const Checkpoint checkpoint = read_checkpoint(test::fixture("no_crc.ckpt"));
  expect_state_dict(checkpoint);
  EXPECT_FALSE(checkpoint.checksums_verified);
}

TEST_F(CheckpointFixture, ReadsBareStateDicts) {
  const Checkpoint checkpoint = read_checkpoint(test::fixture("bare.ckpt"));
  expect_state_dict(checkpoint);
  EXPECT_TRUE(checkpoint.hyper_parameters.is_null());
}

TEST_F(CheckpointFixture, SaysWhatTheFileHasInstead) {
  const auto expect_refused = [](const char* name, std::initializer_list<std::string_view> parts) {
    test::expect_error([&] { read_checkpoint(test::fixture(name)); }, parts);
  };
  expect_refused("no_state_dict.ckpt", {"no_state_dict.ckpt", "no state_dict", "'epoch', 'model'"});
  expect_refused("no_hyper_parameters.ckpt", {"no hyper_parameters", "'state_dict', 'epoch'"});
  expect_refused("list.ckpt", {"no dict"});
  expect_refused("uint16.ckpt", {"'a'", "element type"});
  expect_refused("legacy.ckpt", {"before PyTorch 1.6", "Load and save"});
  expect_refused("script.pt", {"TorchScript"});
}

TEST_F(CheckpointFixture, NeverExecutesAnything) {
  const auto expect_refused = [](const char* name, std::initializer_list<std::string_view> parts) {
    test::expect_error([&] { read_checkpoint(test::fixture(name)); }, parts);
  };
  for (const auto& [name, what] :
       std::map<std::string, std::string_view>{{"system", "'posix.system'"},
                                               {"eval", "'__builtin__.eval'"},
                                               {"import", "'__builtin__.__import__'"},
                                               {"getattr", "'__builtin__.getattr'"}}) {
    const Checkpoint checkpoint = read_checkpoint(test::fixture("evil_" + name + ".ckpt"));
    EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("a")), Numbers{1});
    test::expect_error([&] { checkpoint.hyper_parameters.get_or<int64_t>("bins.count", 1); },
                       {"'bins.count'", what, "never run"});
    test::expect_error([&] { checkpoint.hyper_parameters.get_optional<double>("bins.count.x"); },
                       {"'bins.count.x'", what});
  }
  expect_refused("evil_tensor.ckpt", {"tensor 'a'", "'posix.system'"});
  expect_refused("evil_state_dict.ckpt", {"state_dict", "'posix.system'"});
  expect_refused("evil_hyper_parameters.ckpt", {"hyper_parameters", "'posix.system'"});
  EXPECT_TRUE(test::fixture("executed").empty());
}

// Whatever a training program keeps beside the weights, as objects of its own.
TEST_F(CheckpointFixture, ReadsPastUnknownObjects) {
  for (const char* protocol : {"2", "3", "4", "5"}) {
    SCOPED_TRACE(protocol);
    const Checkpoint configured =
        read_checkpoint(test::fixture(std::string("configured") + protocol + ".ckpt"));
    const Checkpoint plain =
        read_checkpoint(test::fixture(std::string("plain") + protocol + ".ckpt"));
    for (const Checkpoint& checkpoint : {configured, plain}) {
      expect_state_dict(checkpoint);
      const Value& value = checkpoint.hyper_parameters;
      EXPECT_TRUE(value.get<bool>("flag"));
      EXPECT_EQ(value.get<double>("cutoff"), 4);
      EXPECT_EQ(value.get<double>("args.max_dist"), 50.75);
      EXPECT_FALSE(value.get_optional<double>("args.none"));
      EXPECT_EQ(value.get<Value>("groups"), Value(Value::Dict{{"0", 1}}));
      EXPECT_EQ(value.get<double>("sizes.1.deep"), 2.5);
      test::expect_error([&] { value.get_or<double>("strange.date.day", 1); },
                         {"'strange.date.day'", "'datetime.date"});
    }
    EXPECT_EQ(configured.hyper_parameters.get<std::string>("strange.path"), "/data");
    const Value& value = plain.hyper_parameters;
    EXPECT_EQ(value.get<int64_t>("similar.n"), 3);
    for (const auto& [name, what] : std::map<std::string, std::string_view>{
             {"validator", "'private.training.Validator'"},
             {"recipe", "'private.training.Recipe'"},
             {"partial", "'functools.partial'"},
             {"array", "'numpy.core."},
             {"tuple_keys", "a dict with a key that is neither"},
             {"ambiguous", "a dict with two keys '1'"}}) {
      test::expect_error([&] { value.get<int64_t>("strange." + name); },
                         {"'strange." + name + "'", what});
    }
    EXPECT_EQ(value.get<double>("numpy.f8"), 4.25);
    EXPECT_EQ(value.get<double>("numpy.f4"), -0.5);
    EXPECT_NEAR(value.get<double>("numpy.f2"), 6e-8, 1e-9);
    EXPECT_EQ(value.get<int64_t>("numpy.i8"), -3);
    EXPECT_EQ(value.get<int64_t>("numpy.u2"), 65535);
    EXPECT_TRUE(value.get<bool>("numpy.bool"));
    test::expect_error([&] { value.get<int64_t>("numpy.u8"); }, {"'numpy.u8'"});
  }
}

TEST(Checkpoint, RecognisesAccidents) {
  const auto expect_refused = [](const std::string& contents,
                                 std::initializer_list<std::string_view> parts) {
    test::expect_error(
        [&] { read_checkpoint(MappedFile::from_memory(test::bytes_of(contents), "c")); }, parts);
  };
  expect_refused("<!DOCTYPE html>", {"web page"});
  expect_refused("version https://git-lfs.github.com/spec/v1\n", {"Git LFS"});
  expect_refused("\x1f\x8b\x08", {"gzip"});
  expect_refused("x", {"neither"});
  expect_refused(std::string(100, '\0'), {"neither"});
  expect_refused("PK\3\4 and no more", {"cut short"});
  expect_refused(make_zip({{.name = "boltz2_conf.ckpt", .contents = "x"}}), {"no data.pkl"});
  expect_refused(
      make_zip({{.name = "a/data.pkl", .contents = "x"}, {.name = "b/data.pkl", .contents = "x"}}),
      {"two data.pkl"});
}

// --- archives made by hand: what a file may claim about a tensor ---

struct Claim {
  std::string offset = "K\0"_raw, shape = "K\2\x85", strides = "K\1\x85",
              storage = "ctorch\nFloatStorage\n", key = "0", count = "K\2";
  std::string byte_order = "little", contents = std::string(8, 'x');
};

std::string text(const std::string& value) {
  return std::string("X").append(packed(static_cast<uint32_t>(value.size()))).append(value);
}

Checkpoint read_claim(const Claim& claim) {
  const std::string tensor = "ctorch._utils\n_rebuild_tensor_v2\n(("_raw + text("storage") +
                             claim.storage + text(claim.key) + text("cpu") + claim.count + "tQ" +
                             claim.offset + claim.shape + claim.strides +
                             "\x89"
                             "ccollections\nOrderedDict\n)RtR";
  const std::string zip = make_zip(
      {{.name = "a/data.pkl", .contents = std::string("\x80\x02}") + text("w") + tensor + "s."},
       {.name = "a/byteorder", .contents = claim.byte_order},
       {.name = "a/data/0", .contents = claim.contents}});
  return read_checkpoint(MappedFile::from_memory(test::bytes_of(zip), "c.ckpt"));
}

std::string number(int64_t value) { return std::string("\x8a\x08").append(packed(value)); }

TEST(Checkpoint, ReadsAClaimThatHolds) {
  const Checkpoint checkpoint = read_claim({});
  EXPECT_EQ(checkpoint.tensors.at("w").shape, (Shape{2}));
  EXPECT_EQ(checkpoint.tensors.at("w").bytes.size(), 8U);
}

TEST(Checkpoint, RefusesTensorsBeyondTheirStorage) {
  const int64_t huge = INT64_MAX;
  const auto expect_refused = [](const Claim& claim,
                                 std::initializer_list<std::string_view> parts) {
    test::expect_error([&] { read_claim(claim); }, parts);
  };
  expect_refused({.offset = "K\1"}, {"'w'", "beyond its storage of 8 bytes"});
  expect_refused({.offset = number(huge)}, {"beyond"});
  expect_refused({.offset = number(huge / 4 + 1)}, {"beyond"});
  expect_refused({.offset = number(-1)}, {"'w'", "size or offset"});
  expect_refused({.offset = "\x88"}, {"size or offset"});
  expect_refused({.shape = "K\3\x85"}, {"beyond"});
  expect_refused({.shape = number(huge) + "\x85"}, {"beyond"});
  expect_refused({.shape = number(huge) + number(huge) + "\x86", .strides = "K\0K\0\x86"_raw},
                 {"beyond"});
  expect_refused({.strides = "K\2\x85"}, {"beyond"});
  expect_refused({.strides = number(huge) + "\x85"}, {"beyond"});
  expect_refused({.strides = ")"}, {"beyond"});
  expect_refused({.strides = "N"}, {"shape or strides"});
  expect_refused({.shape = number(1 << 20) + "\x85", .strides = "K\0\x85"_raw},
                 {"repeats", "4194304"});
  expect_refused({.count = "K\3"}, {"12 bytes", "entry has 8"});
  expect_refused({.count = number(huge)}, {"overflows"});
  expect_refused({.key = "1"}, {"'w'", "'a/data/1'", "not in the archive"});
  expect_refused({.key = "../byteorder"}, {"not in the archive"});
  expect_refused({.storage = "ctorch\nfloat32\n"}, {"unknown way"});
  expect_refused({.storage = "ctorch\nUntypedStorage\n", .count = "K\x08"}, {"element type"});
  expect_refused({.byte_order = "big"}, {"'a/byteorder'", "'big'"});
  EXPECT_EQ(read_claim({.offset = "K\2", .shape = "K\0\x85"_raw}).tensors.at("w").bytes.size(), 0U);
  EXPECT_EQ(
      test::numbers_of(read_claim({.shape = "K\5\x85", .strides = "K\0\x85"_raw}).tensors.at("w"))
          .size(),
      5U);
}

}  // namespace
}  // namespace bb
