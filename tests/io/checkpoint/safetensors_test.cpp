#include "io/checkpoint/safetensors.h"

#include <array>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"
#include "tests/support/temporary_folder.h"

namespace bb {
namespace {

using test::packed;

std::shared_ptr<const MappedFile> file_of(const std::string& header, const std::string& data) {
  return MappedFile::from_memory(test::bytes_of(packed(uint64_t{header.size()}) + header + data),
                                 "s.safetensors");
}

void expect_refused(const std::string& header, const std::string& data,
                    std::initializer_list<std::string_view> parts) {
  test::expect_error([&] { read_safetensors(file_of(header, data)); }, parts);
}

TEST(Safetensors, ReadsTensors) {
  const auto file = file_of(
      R"({"__metadata__":{"k":"v"},"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},)"
      R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"U8","shape":[0,3],"data_offsets":[4,4]}})",
      packed(1.5F) + packed(int16_t{-2}) + packed(int16_t{3}));
  const Checkpoint checkpoint = read_checkpoint(file);
  EXPECT_EQ(checkpoint.tensors.size(), 3U);
  EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("a")), (std::vector<double>{1.5}));
  EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("b")), (std::vector<double>{-2, 3}));
  EXPECT_EQ(checkpoint.tensors.at("e").shape, (std::vector<int64_t>{0, 3}));
  EXPECT_EQ(checkpoint.metadata.at("k"), "v");
  EXPECT_TRUE(checkpoint.hyper_parameters.is_null());
  EXPECT_FALSE(checkpoint.checksums_verified);
}

TEST(Safetensors, RefusesWhatDoesNotAddUp) {
  const std::string four(4, 'x');
  const auto tensor = [](const std::string& rest) {
    return R"({"t":{"dtype":"F32",)" + rest + "}}";
  };
  expect_refused(tensor(R"("shape":[2],"data_offsets":[0,4])"), four,
                 {"'t'", "4 bytes", "needs 8"});
  expect_refused(tensor(R"("shape":[1],"data_offsets":[0,5])"), four, {"'t'", "outside the file"});
  expect_refused(tensor(R"("shape":[1],"data_offsets":[4,0])"), four, {"'t'", "outside the file"});
  expect_refused(tensor(R"("shape":[-1],"data_offsets":[0,4])"), four, {"'t'", "whole numbers"});
  expect_refused(tensor(R"("shape":[4611686018427387904,4],"data_offsets":[0,0])"), four,
                 {"'t'", "overflows"});
  expect_refused(tensor(R"("shape":[1.0],"data_offsets":[0,4])"), four, {"'t'", "whole numbers"});
  expect_refused(tensor(R"("shape":[1])"), four, {"'t'", "data_offsets"});
  expect_refused(tensor(R"("shape":1,"data_offsets":[0,4])"), four, {"'t'", "'shape'"});
  expect_refused(R"({"t":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", four,
                 {"'t'", "'F8_E4M3'", "Convert"});
  expect_refused(R"({"t":7})", four, {"'t'"});
  expect_refused("[]", "", {"not a JSON object"});
  expect_refused(R"({"__metadata__":{"a":1}})", "", {"__metadata__", "'a'"});
  expect_refused(
      R"({"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"u":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}})",
      four, {"inside"});
  expect_refused(
      R"({"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"u":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
      four, {"not right after"});
  expect_refused(tensor(R"("shape":[1],"data_offsets":[0,4])"), "xxxxx",
                 {"end at byte 4", "file at 5"});
  expect_refused(
      R"({"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
      "x", {"'t' twice"});
  test::expect_error(
      [] {
        read_safetensors(MappedFile::from_memory(test::bytes_of(packed(uint64_t{99}) + "{}"), "s"));
      },
      {"cut short", "99"});
}

TEST(Safetensors, ReadsWhatPythonWrote) {
  const auto path = test::fixture("sample.safetensors");
  if (path.empty()) { GTEST_SKIP() << "fixtures were not made: set BB_PYTHON"; }
  const Checkpoint checkpoint = read_checkpoint(path);
  EXPECT_EQ(checkpoint.metadata.at("note"), "a \"\u03b2\"");
  EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("columns")),
            (std::vector<double>{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23}));
  for (const char* type :
       {"float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"}) {
    EXPECT_EQ(test::numbers_of(checkpoint.tensors.at(std::string("typed.") + type)),
              (std::vector<double>{0, 1, 2, 3, 4}))
        << type;
  }
}

// check_written.py reads the file that this leaves behind with Python's library.
TEST(Safetensors, WritesWhatItRead) {
  const auto path = test::fixture("lightning2.ckpt");
  if (path.empty()) { GTEST_SKIP() << "fixtures were not made: set BB_PYTHON"; }
  const Checkpoint before = read_checkpoint(path);
  const auto written = path.parent_path() / "written.safetensors";
  write_safetensors(written, before.tensors,
                    {{"note", "quotes \" and \\ and \n and \u00c5"},
                     {"hyper_parameters", R"({"score_model_args":{"nested":{"depth":3}}})"}});
  const Checkpoint after = read_checkpoint(written);
  ASSERT_EQ(after.tensors.size(), before.tensors.size());
  for (const auto& [name, tensor] : before.tensors) {
    EXPECT_EQ(after.tensors.at(name).dtype, tensor.dtype) << name;
    EXPECT_EQ(after.tensors.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(test::numbers_of(after.tensors.at(name)), test::numbers_of(tensor)) << name;
    const auto offset =
        static_cast<size_t>(after.tensors.at(name).bytes.data() - after.file->bytes().data());
    EXPECT_EQ(offset % static_cast<size_t>(item_size(tensor.dtype)), 0U) << name;
  }
  EXPECT_EQ(after.metadata.at("note"), "quotes \" and \\ and \n and \u00c5");
  EXPECT_EQ(after.hyper_parameters.get<int64_t>("score_model_args.nested.depth"), 3);
}

TEST(Safetensors, RefusesToWriteNonsense) {
  const test::TemporaryFolder directory;
  const auto path = directory.path() / "f.safetensors";
  const std::array<float, 4> data{};
  const TensorView good{DType::float32, {4}, {1}, std::as_bytes(std::span(data))};
  TensorView bad = good;
  bad.shape = {5};
  test::expect_error([&] { write_safetensors(path, {{"x", bad}}); },
                     {path.string(), "'x'", "16 bytes"});
  test::expect_error([&] { write_safetensors(path, {{"__metadata__", good}}); },
                     {"cannot store this name"});
  test::expect_error([&] { write_safetensors(path, {{"\xff", good}}); },
                     {"cannot store this name"});
  test::expect_error([&] { write_safetensors(path, {}, {{"k", "\xff"}}); }, {"'k'", "UTF-8"});
  test::expect_error([&] { write_safetensors(directory.path() / "no/f", {{"x", good}}); },
                     {"No such file"});
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  write_safetensors(path, {});
  EXPECT_TRUE(read_checkpoint(path).tensors.empty());
}

// Larger than the writer's buffer, and transposed, so that elements are gathered one by one.
TEST(Safetensors, WritesLargeViews) {
  const test::TemporaryFolder directory;
  std::vector<float> data(600 * 1000);
  for (size_t i = 0; i < data.size(); ++i) { data[i] = static_cast<float>(i); }
  const TensorView transposed{
      DType::float32, {1000, 600}, {1, 1000}, std::as_bytes(std::span(data))};
  const TensorView rows{
      DType::float32, {2, 290'000}, {300'000, 1}, std::as_bytes(std::span(data).first(590'000))};
  write_safetensors(directory.path() / "f", {{"t", transposed}, {"r", rows}});
  const Checkpoint checkpoint = read_checkpoint(directory.path() / "f");
  EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("t")), test::numbers_of(transposed));
  EXPECT_EQ(test::numbers_of(checkpoint.tensors.at("r")), test::numbers_of(rows));
}

}  // namespace
}  // namespace bb
