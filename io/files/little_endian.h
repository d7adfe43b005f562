#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>

namespace bb {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are little-endian and are used in place");

/// The number stored at `offset`. The caller has checked that it lies within `bytes`.
template <typename T>
  requires std::integral<T> || std::floating_point<T>
T load_little_endian(std::span<const std::byte> bytes, size_t offset) noexcept {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

}  // namespace bb
