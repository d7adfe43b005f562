#include "io/files/crc32.h"

#include <libdeflate.h>

namespace bb {

uint32_t crc32(std::span<const std::byte> bytes, uint32_t crc) noexcept {
  // Without a buffer libdeflate answers with the value of no bytes, whatever came before.
  return bytes.empty() ? crc : libdeflate_crc32(crc, bytes.data(), bytes.size());
}

}  // namespace bb
