#include "io/input/components/component_store.h"

#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "io/files/input_error.h"
#include "tests/io/input/components/molecule_samples.h"

namespace bb {
namespace {

using test::sample_molecule;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& problem) { return problem.what(); }
  return "no error";
}

std::vector<std::byte> sample_store() {
  return encode_component_store(std::vector{sample_molecule("ZZZ"), sample_molecule("A"),
                                            sample_molecule("ABCDEFGHIJKLMNOP")},
                                "made up");
}

TEST(ComponentStore, FindsByCode) {
  const auto store = ComponentStore::from_memory(sample_store(), "memory");
  ASSERT_EQ(store->size(), 3U);
  EXPECT_EQ(store->code(0), "A");
  EXPECT_EQ(store->code(1), "ABCDEFGHIJKLMNOP");
  EXPECT_EQ(store->code(2), "ZZZ");
  EXPECT_EQ(store->provenance(), "made up");
  for (const char* code : {"A", "ABCDEFGHIJKLMNOP", "ZZZ"}) {
    EXPECT_EQ(store->load(code), sample_molecule(code));
  }
  for (const char* code : {"", "AB", "a", "ZZZZ", "ABCDEFGHIJKLMNOPQ"}) {
    EXPECT_FALSE(store->contains(code)) << code;
  }
  EXPECT_EQ(message_of([&] { (void)store->load("B"); }),
            "memory: there is no component 'B' among its 3");
}

TEST(ComponentStore, CanBeEmpty) {
  const auto store = ComponentStore::from_memory(encode_component_store({}, ""), "memory");
  EXPECT_EQ(store->size(), 0U);
  EXPECT_FALSE(store->contains("A"));
}

TEST(ComponentStore, RefusesBadCodes) {
  EXPECT_NE(message_of([] {
              encode_component_store(std::vector{sample_molecule("A"), sample_molecule("A")}, "");
            }).find("'A' is there twice"),
            std::string::npos);
  EXPECT_NE(message_of([] {
              encode_component_store(std::vector{sample_molecule("")}, "");
            }).find("no code of 1 to 16"),
            std::string::npos);
  EXPECT_NE(message_of([] {
              encode_component_store(std::vector{sample_molecule("ABCDEFGHIJKLMNOPQ")}, "");
            }).find("no code of 1 to 16"),
            std::string::npos);
}

TEST(ComponentStore, RefusesEveryTruncation) {
  const auto bytes = sample_store();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(ComponentStore::from_memory(
                     {bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size)}, "cut"),
                 InputError)
        << size;
  }
}

// A changed byte is noticed when the store is opened, or when the component that it belongs to is
// asked for.
TEST(ComponentStore, NoticesEveryChangedByte) {
  auto bytes = sample_store();
  for (size_t at = 0; at < bytes.size(); ++at) {
    const std::byte before = bytes[at];
    bytes[at] ^= std::byte{0x10};
    EXPECT_THROW(
        {
          const auto store = ComponentStore::from_memory(bytes, "changed");
          for (size_t i = 0; i < store->size(); ++i) { (void)store->load(store->code(i)); }
        },
        InputError)
        << at;
    bytes[at] = before;
  }
}

TEST(ComponentStore, WritesAndOpensFiles) {
  const auto path = std::filesystem::path(testing::TempDir()) / "bb_component_store_test.bin";
  write_component_store(path, std::vector{sample_molecule("XYZ")}, "test");
  EXPECT_EQ(ComponentStore::open(path)->load("XYZ"), sample_molecule("XYZ"));
  std::filesystem::remove(path);
  EXPECT_NE(
      message_of([&] { (void)ComponentStore::open(path); }).find("there is no such component file"),
      std::string::npos);
  EXPECT_NE(
      message_of([&] { (void)ComponentStore::open(testing::TempDir()); }).find("not a folder"),
      std::string::npos);
  EXPECT_NE(message_of([&] {
              write_component_store("/no/such/folder/x.bin", {}, "");
            }).find("/no/such/folder"),
            std::string::npos);
}

}  // namespace
}  // namespace bb
