// Built in place of crc32_pclmul.cpp where the processor is not x86-64.

#include "io/files/crc32.h"

namespace bb {

bool has_crc32_pclmul() noexcept { return false; }

uint32_t crc32_pclmul(std::span<const std::byte> bytes, uint32_t crc) noexcept {
  return crc32_portable(bytes, crc);
}

}  // namespace bb
