#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace bb {

/// A file that appears whole or not at all: written under another name in the same folder, synced,
/// then renamed. Without commit() the destructor removes what was written. Every failure throws
/// CheckpointError with the path and the system's reason (disk full, no permission, …).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);

  /// The file is complete: puts it in place of whatever had its name.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
};

}  // namespace bb
