#include "io/checkpoint/zip_archive.h"

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using test::make_zip;
using test::ZipPart;

std::shared_ptr<const MappedFile> in_memory(std::string_view zip) {
  return MappedFile::from_memory(test::bytes_of(zip), "z.ckpt");
}

std::string text_of(const ZipEntry& entry) {
  return {reinterpret_cast<const char*>(entry.contents.data()), entry.contents.size()};
}

void expect_refused(const std::string& zip, std::initializer_list<std::string_view> parts) {
  test::expect_error([&] { const ZipArchive archive(in_memory(zip)); }, parts);
}

TEST(ZipArchive, FindsEntries) {
  for (const bool zip64 : {false, true}) {
    const ZipArchive archive(
        in_memory(make_zip({{.name = "a/x", .contents = "hello", .zip64 = zip64},
                            {.name = "a/y", .contents = "", .zip64 = zip64}},
                           zip64, "comment PK\5\6")));
    ASSERT_EQ(archive.entries().size(), 2U);
    ASSERT_NE(archive.find("a/x"), nullptr);
    EXPECT_EQ(text_of(*archive.find("a/x")), "hello");
    EXPECT_EQ(text_of(*archive.find("a/y")), "");
    EXPECT_EQ(archive.find("a/z"), nullptr);
    archive.verify(*archive.find("a/x"));
    archive.verify(*archive.find("a/y"));
  }
}

TEST(ZipArchive, RefusesWhatTorchDoesNotWrite) {
  expect_refused(make_zip({{.name = "x", .contents = "abc", .method = 8}}),
                 {"z.ckpt", "byte", "'x'", "compressed"});
  expect_refused(make_zip({{.name = "x", .contents = "abc", .flags = 1}}), {"'x'", "encrypted"});
  expect_refused(make_zip({{.name = "x", .contents = "a"}, {.name = "x", .contents = "b"}}),
                 {"'x'", "two entries"});
}

TEST(ZipArchive, RefusesWhatDoesNotAddUp) {
  const ZipPart good{.name = "good", .contents = "0123456789"};
  expect_refused(make_zip({{.name = "x", .contents = "abc", .size = 1000}}),
                 {"'x'", "1000 bytes", "past"});
  expect_refused(
      make_zip({{.name = "x", .contents = "abc", .size = 0x7fffffffffffffff, .zip64 = true}}),
      {"'x'", "past"});
  expect_refused(make_zip({{.name = "x", .contents = "abc", .offset = 1 << 20}}),
                 {"'x'", "byte 1048576", "start here"});
  expect_refused(
      make_zip({{.name = "x", .contents = "abc", .offset = 0x7ffffffffffffff0, .zip64 = true}}),
      {"'x'", "start here"});
  expect_refused(make_zip({{.name = "x", .contents = "abc", .local_name = "y"}}),
                 {"'x'", "another name"});
  // A whole entry inside another's contents.
  const std::string inner = make_zip({{.name = "inner", .contents = "zzz"}}).substr(0, 38);
  expect_refused(make_zip({{.name = "outer", .contents = inner},
                           {.name = "inner", .contents = "zzz", .offset = 35}}),
                 {"'inner'", "byte 35", "overlaps", "'outer'"});
  const std::string whole = make_zip({good});
  for (size_t size = 1; size < whole.size(); ++size) {
    expect_refused(whole.substr(0, size), {"z.ckpt", "download"});
  }
  expect_refused(whole + "x", {"cut short"});
}

TEST(ZipArchive, ChecksTheCrc) {
  const ZipArchive archive(in_memory(
      make_zip({{.name = "x", .contents = "abc", .crc = 1}, {.name = "y", .contents = "d"}})));
  test::expect_error([&] { archive.verify(*archive.find("x")); },
                     {"'x'", "0x352441c2", "0x00000001", "byte 0", "download"});
  archive.verify(*archive.find("y"));
  const std::vector<const ZipEntry*> both{archive.find("y"), archive.find("x")};
  for (const unsigned threads : {1U, 4U}) {
    test::expect_error([&] { archive.verify(both, threads); }, {"'x'", "CRC-32"});
  }
}

TEST(ZipArchive, TakesZeroForNoCrcOnlyIfAllAreZero) {
  const ZipArchive without(in_memory(make_zip(
      {{.name = "x", .contents = "abc", .crc = 0}, {.name = "y", .contents = "d", .crc = 0}})));
  EXPECT_FALSE(without.has_checksums());
  without.verify(*without.find("x"));
  const ZipPart zero{.name = "x", .contents = "abc", .crc = 0};
  const ZipPart right{.name = "y", .contents = "d"};
  for (const auto& parts : {std::vector{zero, right}, std::vector{right, zero}}) {
    const ZipArchive with(in_memory(make_zip(parts)));
    EXPECT_TRUE(with.has_checksums());
    test::expect_error([&] { with.verify(*with.find("x")); }, {"'x'", "CRC-32"});
  }
}

}  // namespace
}  // namespace bb
