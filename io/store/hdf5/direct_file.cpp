#include "io/store/hdf5/direct_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "io/files/interrupted.h"
#include "io/store/hdf5/mapped_copy.h"
#include "io/store/hdf5/store_error.h"

namespace bb {

namespace {

// Of one host, and such that bytes whose space is taken can be changed even on a full disk.
bool has_steady_blocks(int file) {
  constexpr auto xfs_magic = 0x58465342;  // linux/magic.h lacks it
  struct statfs system {};
  if (::fstatfs(file, &system) != 0) { return false; }
  return system.f_type == EXT4_SUPER_MAGIC || system.f_type == xfs_magic ||
         system.f_type == TMPFS_MAGIC;
}

}  // namespace

DirectFile::DirectFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_RDWR | O_CLOEXEC)) {
  if (file_ < 0) {
    throw StoreError(path_.string() + ": cannot be opened for writing: " + std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(file_, &status) != 0) {
    const int error = errno;
    ::close(file_);
    throw StoreError(path_.string() + ": cannot be used: " + std::strerror(error));
  }
  size_ = static_cast<uint64_t>(status.st_size);
  device_ = status.st_dev;
  inode_ = status.st_ino;
  if (size_ > 0 && has_steady_blocks(file_)) { map(); }
}

DirectFile::~DirectFile() {
  if (memory_ != nullptr) { ::munmap(memory_, size_); }
  ::close(file_);
}

void DirectFile::map() {
  void* const memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  if (memory == MAP_FAILED) {
    return;  // a limit on address space
  }
  prepare_mapped_copies();
  memory_ = static_cast<std::byte*>(memory);
  ::madvise(memory_, size_, MADV_RANDOM);
}

bool DirectFile::prepare_copy(uint64_t offset, uint64_t bytes) const {
  if (memory_ == nullptr || offset > size_ || bytes > size_ - offset) { return false; }
  return bytes == 0 ||
         without_interruption([&] {
           return ::fallocate(file_, 0, static_cast<off_t>(offset), static_cast<off_t>(bytes));
         }) == 0;
}

void DirectFile::copy(uint64_t offset, const void* data, size_t bytes) const {
  // What was written before is there first, also for whoever reads while we write or die.
  std::atomic_thread_fence(std::memory_order_release);
  if (!copy_to_mapped(memory_ + offset, data, bytes)) {
    throw StoreError(path_.string() + ": cannot write " + std::to_string(bytes) + " bytes at " +
                     std::to_string(offset) +
                     ": the disk failed, or the file was cut short. What is done is kept; once "
                     "that is mended, the same command continues");
  }
  std::atomic_thread_fence(std::memory_order_release);
  // Pages that were touched count as this process's memory until they are let go; they stay the
  // file's, changed as they are.
  constexpr uint64_t copies_held = 2000;
  if (++copies_ % copies_held == 0) { ::madvise(memory_, size_, MADV_DONTNEED); }
}

void DirectFile::write(uint64_t offset, const void* data, size_t bytes) const {
  const auto* from = static_cast<const std::byte*>(data);
  size_t done = 0;
  while (done < bytes) {
    const ssize_t now = without_interruption([&] {
      return ::pwrite(file_, from + done, bytes - done, static_cast<off_t>(offset + done));
    });
    if (now > 0) {
      done += static_cast<size_t>(now);
      continue;
    }
    const int error = now == 0 ? EIO : errno;
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    throw StoreError(full ? StoreError::Kind::no_space : StoreError::Kind::other,
                     path_.string() + ": cannot write " + std::to_string(bytes - done) +
                         " bytes at " + std::to_string(offset + done) + ": " +
                         std::strerror(error) + (full ? ". Make room or raise the limit" : "") +
                         ". What is done is kept; the same command continues");
  }
}

void DirectFile::sync() const {
  if (without_interruption([&] { return ::fdatasync(file_); }) == 0) { return; }
  const auto kind = errno == ENOSPC ? StoreError::Kind::no_space : StoreError::Kind::other;
  throw StoreError(kind, path_.string() + ": the disk did not take what was written: " +
                             std::strerror(errno) + ". The same command continues the store");
}

bool DirectFile::is_in_place() const noexcept {
  struct stat status {};
  // What cannot be looked at need not be gone: writing will tell.
  if (::stat(path_.c_str(), &status) != 0) { return errno != ENOENT && errno != ENOTDIR; }
  return status.st_dev == device_ && status.st_ino == inode_;
}

bool DirectFile::is_safe_across_hosts() const {
  struct statfs system {};
  return ::fstatfs(file_, &system) == 0 && system.f_type != NFS_SUPER_MAGIC;
}

}  // namespace bb
