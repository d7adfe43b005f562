#include "io/files/crc32.h"

#include <array>
#include <bit>
#include <cstring>

namespace bb {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the slicing below reads little-endian words");

constexpr uint32_t reflected_polynomial = 0xEDB88320U;

using Tables = std::array<std::array<uint32_t, 256>, 16>;

// tables[k][b]: the contribution of byte b followed by k zero bytes.
constexpr Tables make_tables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1U) != 0 ? reflected_polynomial : 0U);
    }
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

// Slicing by 16: sixteen independent look-ups per step instead of a chain of sixteen.
uint32_t crc32_portable(std::span<const std::byte> bytes, uint32_t crc) noexcept {
  crc = ~crc;
  while (bytes.size() >= 16) {
    std::array<uint32_t, 4> words;
    std::memcpy(words.data(), bytes.data(), 16);
    words[0] ^= crc;
    crc = 0;
    for (size_t w = 0; w < 4; ++w) {
      for (size_t b = 0; b < 4; ++b) {
        crc ^= tables[15 - 4 * w - b][(words[w] >> (8 * b)) & 0xFFU];
      }
    }
    bytes = bytes.subspan(16);
  }
  for (const std::byte byte : bytes) {
    crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<uint32_t>(byte)) & 0xFFU];
  }
  return ~crc;
}

uint32_t crc32(std::span<const std::byte> bytes, uint32_t crc) noexcept {
  static const bool fast = has_crc32_pclmul();
  return fast ? crc32_pclmul(bytes, crc) : crc32_portable(bytes, crc);
}

}  // namespace bb
