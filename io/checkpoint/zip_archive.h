#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/mapped_file.h"

namespace bb {

struct ZipEntry {
  std::string name;
  uint32_t crc = 0;
  uint64_t header_offset = 0;           // of the local header in the file
  std::span<const std::byte> contents;  // in the mapping
};

/// The directory of a zip as torch.save writes it: entries stored as they are (no compression, no
/// encryption), with or without zip64 records. The constructor checks that every entry lies within
/// the file, that none overlap and that no name occurs twice, and throws CheckpointError naming the
/// entry and the byte otherwise. Contents are not touched.
class ZipArchive {
 public:
  explicit ZipArchive(std::shared_ptr<const MappedFile> file);
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  const std::vector<ZipEntry>& entries() const noexcept { return entries_; }
  const ZipEntry* find(std::string_view name) const noexcept;

  /// torch.serialization.set_crc32_options(False) makes torch.save write a CRC of 0 for every
  /// entry. Only if *all* entries that have contents say 0 is that taken to be meant; a single 0
  /// among others is a CRC like any other.
  bool has_checksums() const noexcept { return has_checksums_; }

  /// Throws CheckpointError if the contents of `entry` do not have its CRC-32. Without effect if
  /// !has_checksums().
  void verify(const ZipEntry& entry) const;

  /// verify() for many entries on `threads` threads; throws the first failure.
  void verify(std::span<const ZipEntry* const> entries, unsigned threads) const;

  /// "path: entry 'x'", for error messages.
  std::string label(const ZipEntry& entry) const;

 private:
  std::shared_ptr<const MappedFile> file_;
  std::vector<ZipEntry> entries_;
  std::map<std::string_view, size_t> by_name_;
  bool has_checksums_ = false;
};

}  // namespace bb
