#include "io/files/atomic_file.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "io/files/checkpoint_error.h"
#include "io/files/interrupted.h"

namespace bb {
namespace {

[[noreturn]] void fail_errno(const std::filesystem::path& path, const std::string& what,
                             int error) {
  std::string_view mend;
  if (error == ENOSPC || error == EDQUOT) {
    mend = "Free some space or quota, or write to another disk; nothing was left behind";
  }
  if (error == ENOENT || error == ENOTDIR) { mend = "Create the folder first"; }
  if (error == EACCES || error == EPERM || error == EROFS) {
    mend = "Write to a folder where this user may create files";
  }
  throw CheckpointError(path.string(), what + ": " + std::system_category().message(error), mend);
}

std::string unique_suffix() {
  static std::atomic<unsigned> counter{0};
  return ".part." + std::to_string(::getpid()) + "." + std::to_string(counter++);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)), temporary_(path_) {
  temporary_ += unique_suffix();
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) { fail_errno(path_, "cannot create the file", errno); }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) { ::close(fd_); }
  if (!temporary_.empty()) { ::unlink(temporary_.c_str()); }
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    constexpr size_t most = size_t{1} << 30;  // Linux writes at most 2 GiB at once
    const ::ssize_t written = without_interruption(
        [&] { return ::write(fd_, bytes.data(), std::min(bytes.size(), most)); });
    if (written < 0) { fail_errno(path_, "cannot write the file", errno); }
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
}

void AtomicFile::commit() {
  if (::fsync(fd_) != 0) { fail_errno(path_, "cannot bring the file to the disk", errno); }
  // Network file systems report a full disk as late as here.
  if (::close(std::exchange(fd_, -1)) != 0) { fail_errno(path_, "cannot close the file", errno); }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail_errno(path_, "cannot put the file in place", errno);
  }
  temporary_.clear();

  // The name is durable once the folder is. The file is complete either way, so failing here would
  // help nobody.
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const int folder_fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd >= 0) {
    ::fsync(folder_fd);
    ::close(folder_fd);
  }
}

}  // namespace bb
