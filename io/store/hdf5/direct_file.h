#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace bb {

/// Writes at places in a file. What is written survives the process: each write is one system
/// call, or a copy into memory that is the file's own. Any number of processes may write different
/// places.
class DirectFile {
 public:
  /// Throws StoreError where the file cannot be opened for writing.
  explicit DirectFile(std::filesystem::path path);
  ~DirectFile();
  DirectFile(const DirectFile&) = delete;
  DirectFile& operator=(const DirectFile&) = delete;

  /// All of it, or StoreError (no_space for a full disk, quota or limit) naming file and bytes.
  void write(uint64_t offset, const void* data, size_t bytes) const;

  /// Takes disk space for a part of the file, so that it can be written through memory. False where
  /// that cannot be had: full disk, or a file system on which such writing could fail (then by
  /// SIGBUS) or would be slow.
  bool prepare_copy(uint64_t offset, uint64_t bytes) const;
  /// As write(), of a few bytes in a part that is prepared. Takes no lock of the file's, where
  /// system calls of several processes wait for one another. Throws StoreError where the disk
  /// failed, or the file was cut short.
  void copy(uint64_t offset, const void* data, size_t bytes) const;

  /// Gives what was written to the disk, or throws StoreError.
  void sync() const;

  /// Whether the file's name still leads to this file: it was not removed, renamed or replaced.
  bool is_in_place() const noexcept;

  /// Whether several hosts may write bytes of one page of this file. Not on NFS, whose clients
  /// write whole pages; there MPI-IO, which knows to lock, must write.
  bool is_safe_across_hosts() const;

 private:
  void map();

  std::filesystem::path path_;
  int file_ = -1;
  std::byte* memory_ = nullptr;  // all of the file, where that is possible
  uint64_t size_ = 0, device_ = 0, inode_ = 0;
  mutable uint64_t copies_ = 0;
};

}  // namespace bb
