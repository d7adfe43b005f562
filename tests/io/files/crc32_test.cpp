#include "io/files/crc32.h"

#include <random>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/io/checkpoint/test_support.h"

namespace bb {
namespace {

TEST(Crc32, GivesKnownValues) {
  const auto crc = [](std::string_view text) { return crc32(test::bytes_of(text)); };
  EXPECT_EQ(crc(""), 0U);
  EXPECT_EQ(crc("a"), 0xE8B7BE43U);
  EXPECT_EQ(crc("123456789"), 0xCBF43926U);  // the check value of the catalogue of CRCs
  EXPECT_EQ(crc("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
  EXPECT_EQ(crc(std::string(32, '\0')), 0x190A55ADU);  // from Python's zlib.crc32, as the next two
  EXPECT_EQ(crc(std::string(1000, 'x')), 0x3B41C9E6U);
  EXPECT_EQ(crc(std::string(65, '\xff')), 0xD4BB3B15U);
}

// Every length around the steps of vectors, at every alignment, with bytes before.
TEST(Crc32, EqualsBitByBit) {
  std::mt19937 random(7);
  std::vector<std::byte> data(700);
  for (auto& byte : data) { byte = static_cast<std::byte>(random()); }
  for (size_t start = 0; start < 17; ++start) {
    uint32_t expected = ~0x12345678U;
    for (size_t length = 0; start + length < data.size(); ++length) {
      ASSERT_EQ(crc32(std::span(data).subspan(start, length), 0x12345678U), ~expected)
          << start << " " << length;
      expected ^= std::to_integer<uint32_t>(data[start + length]);
      for (int bit = 0; bit < 8; ++bit) {
        expected = (expected >> 1) ^ ((expected & 1U) != 0 ? 0xEDB88320U : 0U);
      }
    }
  }
}

TEST(Crc32, ContinuesWhereItStopped) {
  const auto data = test::bytes_of(std::string(5000, 'q') + "end");
  const uint32_t whole = crc32(data);
  for (const size_t cut : {1U, 15U, 64U, 100U, 4096U, 5002U}) {
    EXPECT_EQ(crc32(std::span(data).subspan(cut), crc32(std::span(data).first(cut))), whole) << cut;
  }
}

}  // namespace
}  // namespace bb
