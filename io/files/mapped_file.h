#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bb {

/// The bytes of one file, read-only, shared by whatever points into them.
///
/// The size is taken once, when the file is opened, and every reader checks its offsets against it.
/// Only a file that somebody truncates in place *afterwards* could still raise SIGBUS; replacing it
/// by rename is safe.
class MappedFile {
 public:
  /// Throws CheckpointError for a file that is missing, a directory, empty, or may not be read.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);

  /// The same interface over bytes in memory, so that parsers can be tested and fuzzed without a
  /// disk.
  static std::shared_ptr<const MappedFile> from_memory(std::vector<std::byte> bytes,
                                                       std::string name);

  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const noexcept { return bytes_; }

  /// The path, for error messages.
  const std::string& name() const noexcept { return name_; }

  /// Maps the pages of `part` (a piece of bytes()) in one system call rather than by one fault per
  /// few pages. Only a hint: without effect on old kernels.
  void populate(std::span<const std::byte> part) const noexcept;

  /// Gives the mapped pages back. They are read again (from the page cache, if they are still
  /// there) when somebody touches them: for whoever has copied most of the file elsewhere.
  void release() const noexcept;

 private:
  MappedFile() = default;

  std::string name_;
  std::span<const std::byte> bytes_;
  std::vector<std::byte> owned_;
  void* mapping_ = nullptr;
};

}  // namespace bb
