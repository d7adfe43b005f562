#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace bb {

/// Bytes of the superblock that HDF5 1.8 writes (version 2).
inline constexpr size_t superblock_bytes = 48;

/// Makes a superblock as it is in a file that nobody writes. HDF5 marks a file that it opens for
/// writing, and a killed process leaves the mark behind; the program does not open finished stores
/// that way, but another may have. `begin`: the first bytes of the file, superblock_bytes or more.
/// Returns whether anything was changed; what is no superblock of version 2 or 3, or has a checksum
/// that does not agree, is left as it is.
bool clear_write_mark(std::span<char> begin);

/// The same, of a file on the disk. Throws StoreError where it cannot be read or written.
void clear_write_mark(const std::filesystem::path& path);

}  // namespace bb
