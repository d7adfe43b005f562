#include "io/files/crc32.h"

#include <array>
#include <random>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

using Function = uint32_t (*)(std::span<const std::byte>, uint32_t) noexcept;

class Crc32 : public testing::TestWithParam<Function> {
 protected:
  void SetUp() override {
    if (GetParam() == &crc32_pclmul && !has_crc32_pclmul()) {
      GTEST_SKIP() << "this processor has no PCLMULQDQ";
    }
  }
};

TEST_P(Crc32, GivesKnownValues) {
  const auto crc = [](std::string_view text) { return GetParam()(test::bytes_of(text), 0); };
  EXPECT_EQ(crc(""), 0U);
  EXPECT_EQ(crc("a"), 0xE8B7BE43U);
  EXPECT_EQ(crc("123456789"), 0xCBF43926U);  // the check value of the catalogue of CRCs
  EXPECT_EQ(crc("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
  EXPECT_EQ(crc(std::string(32, '\0')), 0x190A55ADU);  // from Python's zlib.crc32, as the next two
  EXPECT_EQ(crc(std::string(1000, 'x')), 0x3B41C9E6U);
  EXPECT_EQ(crc(std::string(65, '\xff')), 0xD4BB3B15U);
}

// Every length around the steps of 16 and 64 bytes, at every alignment, with and without bytes
// before.
TEST_P(Crc32, EqualsBitByBit) {
  std::mt19937 random(7);
  std::vector<std::byte> data(700);
  for (auto& byte : data) { byte = static_cast<std::byte>(random()); }
  for (size_t start = 0; start < 17; ++start) {
    uint32_t expected = ~0x12345678U;
    for (size_t length = 0; start + length < data.size(); ++length) {
      ASSERT_EQ(GetParam()(std::span(data).subspan(start, length), 0x12345678U), ~expected)
          << start << " " << length;
      expected ^= std::to_integer<uint32_t>(data[start + length]);
      for (int bit = 0; bit < 8; ++bit) {
        expected = (expected >> 1) ^ ((expected & 1U) != 0 ? 0xEDB88320U : 0U);
      }
    }
  }
}

TEST_P(Crc32, ContinuesWhereItStopped) {
  const auto data = test::bytes_of(std::string(5000, 'q') + "end");
  const uint32_t whole = GetParam()(data, 0);
  for (const size_t cut : {1U, 15U, 64U, 100U, 4096U, 5002U}) {
    EXPECT_EQ(GetParam()(std::span(data).subspan(cut), GetParam()(std::span(data).first(cut), 0)),
              whole)
        << cut;
  }
}

std::string implementation_name(const testing::TestParamInfo<Function>& instance) {
  constexpr std::array names{"Dispatched", "Portable", "Pclmul"};
  return names.at(instance.index);
}

INSTANTIATE_TEST_SUITE_P(Implementations, Crc32,
                         testing::Values(&crc32, &crc32_portable, &crc32_pclmul),
                         implementation_name);

}  // namespace
}  // namespace bb
