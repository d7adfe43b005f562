#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bb {

/// CRC-32 as zip, gzip and PNG use it (polynomial 0x04C11DB7 reflected, start and end inverted).
/// `crc` is the value of the bytes before, so that crc32(b, crc32(a)) is the CRC of a followed by
/// b.
uint32_t crc32(std::span<const std::byte> bytes, uint32_t crc = 0) noexcept;

}  // namespace bb
