#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// Offsets and sizes of the component store's header and index; component_store.h describes them.
namespace bb::component_format {

inline constexpr std::array<char, 8> magic = {'B', 'B', 'C', 'O', 'M', 'P', '\r', '\n'};
inline constexpr uint32_t format_version = 1;
inline constexpr size_t at_version = 8;
inline constexpr size_t at_count = 12;
inline constexpr size_t at_size = 16;
inline constexpr size_t at_index = 24;
inline constexpr size_t at_provenance = 32;
inline constexpr size_t at_index_crc = 40;
inline constexpr size_t at_header_crc = 44;
inline constexpr size_t header_size = 48;
inline constexpr size_t code_size = 16;
inline constexpr size_t entry_size = 32;

}  // namespace bb::component_format
