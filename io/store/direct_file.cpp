#include "io/store/direct_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "io/store/store_error.h"

namespace bb {

DirectFile::DirectFile(std::filesystem::path path)
    : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CLOEXEC)) {
  if (file_ < 0) {
    throw StoreError(path_.string() + ": cannot be opened for writing: " + std::strerror(errno));
  }
}

DirectFile::~DirectFile() { ::close(file_); }

void DirectFile::write(std::uint64_t offset, const void* data, std::size_t bytes) const {
  const auto* from = static_cast<const std::byte*>(data);
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t now =
        ::pwrite(file_, from + done, bytes - done, static_cast<off_t>(offset + done));
    if (now > 0) {
      done += static_cast<std::size_t>(now);
      continue;
    }
    const int error = now == 0 ? EIO : errno;
    if (error == EINTR) continue;
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    throw StoreError(full ? StoreError::Kind::no_space : StoreError::Kind::other,
                     path_.string() + ": cannot write " + std::to_string(bytes - done) +
                         " bytes at " + std::to_string(offset + done) + ": " +
                         std::strerror(error) + (full ? ". Make room or raise the limit" : "") +
                         ". What is done is kept; the same command continues");
  }
}

bool DirectFile::is_safe_across_hosts() const {
  struct statfs system {};
  return ::fstatfs(file_, &system) == 0 && system.f_type != NFS_SUPER_MAGIC;
}

}  // namespace bb
