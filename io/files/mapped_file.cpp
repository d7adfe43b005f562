#include "io/files/mapped_file.h"

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/files/checkpoint_error.h"
#include "io/files/file_error.h"
#include "io/files/regular_file.h"

namespace bb {
namespace {

std::string mend_for(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return "Check the path; the checkpoint may not have been downloaded on this machine";
    case EACCES:
    case EPERM:
      return "Give this user read permission on the file and search permission on its folders";
    default:
      return {};
  }
}

[[noreturn]] void fail_errno(const std::string& name, const std::string& what, int error) {
  throw CheckpointError(name, what + ": " + std::system_category().message(error), mend_for(error));
}

FileDescriptor open_file(const std::filesystem::path& path) {
  try {
    return open_regular_file(path);
  } catch (const FileError& error) {
    if (error.code() != 0) { fail_errno(path.string(), "cannot open the file", error.code()); }
    const bool folder = std::filesystem::is_directory(path);
    throw CheckpointError(path.string(), error.problem(),
                          folder ? "Name the .ckpt file inside it"
                                 : "A checkpoint is read by memory map: copy it to a disk");
  }
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  std::shared_ptr<MappedFile> file(new MappedFile);
  file->name_ = path.string();
  const FileDescriptor fd = open_file(path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) {
    fail_errno(file->name_, "cannot read the file's size", errno);
  }
  if (status.st_size == 0) {
    throw CheckpointError(file->name_, "the file is empty", download_again);
  }

  const auto size = static_cast<size_t>(status.st_size);
  void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (mapping == MAP_FAILED) {
    fail_errno(file->name_, "cannot map the file's " + std::to_string(size) + " bytes into memory",
               errno);
  }
  file->mapping_ = mapping;
  file->bytes_ = {static_cast<const std::byte*>(mapping), size};
  return file;
}

std::shared_ptr<const MappedFile> MappedFile::from_memory(std::vector<std::byte> bytes,
                                                          std::string name) {
  std::shared_ptr<MappedFile> file(new MappedFile);
  file->name_ = std::move(name);
  file->owned_ = std::move(bytes);
  file->bytes_ = file->owned_;
  if (file->bytes_.empty()) {
    throw CheckpointError(file->name_, "the file is empty", download_again);
  }
  return file;
}

MappedFile::~MappedFile() {
  if (mapping_ != nullptr) { ::munmap(mapping_, bytes_.size()); }
}

void MappedFile::populate(std::span<const std::byte> part) const noexcept {
  if (mapping_ == nullptr || part.empty()) { return; }
  constexpr int madv_populate_read =
      22;  // Linux 5.14; older C libraries lack the name, older kernels return EINVAL
  static const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto first = reinterpret_cast<uintptr_t>(part.data()) / page * page;
  const auto last = reinterpret_cast<uintptr_t>(part.data()) + part.size();
  ::madvise(reinterpret_cast<void*>(first), last - first, madv_populate_read);
}

void MappedFile::release() const noexcept {
  if (mapping_ != nullptr) { ::madvise(mapping_, bytes_.size(), MADV_DONTNEED); }
}

}  // namespace bb
