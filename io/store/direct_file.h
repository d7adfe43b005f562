#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace bb {

/// Writes at places in a file, one system call each: what is written survives the process. Any
/// number of processes may write different places.
class DirectFile {
 public:
  /// Throws StoreError where the file cannot be opened for writing.
  explicit DirectFile(std::filesystem::path path);
  ~DirectFile();
  DirectFile(const DirectFile&) = delete;
  DirectFile& operator=(const DirectFile&) = delete;

  /// All of it, or StoreError (no_space for a full disk, quota or limit) naming file and bytes.
  void write(std::uint64_t offset, const void* data, std::size_t bytes) const;

  /// Whether several hosts may write bytes of one page of this file. Not on NFS, whose clients
  /// write whole pages; there MPI-IO, which knows to lock, must write.
  bool is_safe_across_hosts() const;

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace bb
