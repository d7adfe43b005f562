#include "io/files/regular_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "io/files/file_error.h"
#include "io/files/interrupted.h"

namespace bb {
namespace {

int flags_of(FileUse use) noexcept {
  switch (use) {
    case FileUse::read:
      return O_RDONLY;
    case FileUse::read_write:
      return O_RDWR;
    case FileUse::write:
      return O_WRONLY;
    case FileUse::append:
      return O_WRONLY | O_APPEND | O_CREAT;
  }
  return O_RDONLY;
}

std::string words_of(int code) { return std::system_category().message(code); }

std::string refusal(mode_t mode) {
  if (S_ISDIR(mode)) { return "is a folder, a file is needed"; }
  if (S_ISFIFO(mode)) { return "is a named pipe, a file is needed"; }
  if (S_ISSOCK(mode)) { return "is a socket, a file is needed"; }
  if (S_ISCHR(mode) || S_ISBLK(mode)) { return "is a device, a file is needed"; }
  return S_ISREG(mode) ? "" : "is no file";
}

// Numbers of linux/magic.h, some of which are younger than the headers that we build with.
bool is_made_up(int file) noexcept {
  constexpr std::array<unsigned long, 9> kinds{
      0x9fa0,      // proc
      0x62656572,  // sysfs
      0x64626720,  // debugfs
      0x74726163,  // tracefs
      0x73636673,  // securityfs
      0x27e0eb,    // cgroup
      0x63677270,  // cgroup2
      0xcafe4a11,  // bpf
      0x62656570,  // configfs
  };
  struct statfs about {};
  if (::fstatfs(file, &about) != 0) { return false; }
  return std::find(kinds.begin(), kinds.end(), static_cast<unsigned long>(about.f_type)) !=
         kinds.end();
}

// Devices and pipes are not even opened where that can be seen before: opening may do something.
void refuse_by_name(const std::filesystem::path& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) {
    return;  // open() says why
  }
  if (std::string why = refusal(about.st_mode); !why.empty()) {
    throw FileError(path, std::move(why));
  }
}

/// Calls `call`, which reads on behind `done` bytes, until `size` bytes are there or the file ends.
template <typename Call>
size_t read_with(const std::filesystem::path& path, size_t size, const Call& call) {
  size_t done = 0;
  while (done < size) {
    const ssize_t count = without_interruption([&] { return call(done); });
    if (count < 0) {
      const int code = errno;
      throw FileError(path, "cannot be read: " + words_of(code), code);
    }
    if (count == 0) { break; }
    done += static_cast<size_t>(count);
  }
  return done;
}

/// Calls `call`, which writes on behind `done` bytes, until `size` bytes are written.
template <typename Call>
void write_with(const std::filesystem::path& path, size_t size, const Call& call) {
  constexpr size_t most = size_t{1} << 30;  // Linux writes at most 2 GiB at once
  for (size_t done = 0; done < size;) {
    const ssize_t count =
        without_interruption([&] { return call(done, std::min(size - done, most)); });
    if (count < 0) {
      const int code = errno;
      throw FileError(path, "cannot be written: " + words_of(code), code);
    }
    done += static_cast<size_t>(count);
  }
}

}  // namespace

FileDescriptor open_regular_file(const std::filesystem::path& path, FileUse use) {
  refuse_by_name(path);
  // O_NONBLOCK: a pipe that has come to be there meanwhile is not waited for.
  FileDescriptor file(without_interruption([&] {
    return ::open(path.c_str(), flags_of(use) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
  }));
  if (!file) {
    const int code = errno;
    throw FileError(
        path,
        code == ENOENT || code == ENOTDIR ? "no such file" : "cannot be opened: " + words_of(code),
        code);
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) {
    const int code = errno;
    throw FileError(path, "cannot be looked at: " + words_of(code), code);
  }
  if (std::string why = refusal(about.st_mode); !why.empty()) {
    throw FileError(path, std::move(why));
  }
  if (is_made_up(file.get())) {
    throw FileError(path, "is made up by the kernel (/proc, /sys), a file of a disk is needed");
  }
  const int flags = ::fcntl(file.get(), F_GETFL);
  if (flags >= 0) { ::fcntl(file.get(), F_SETFL, flags & ~O_NONBLOCK); }
  return file;
}

void check_regular_file(const std::filesystem::path& path) { open_regular_file(path); }

size_t read_some(const FileDescriptor& file, const std::filesystem::path& path, void* out,
                 size_t size) {
  return read_with(path, size, [&](size_t done) {
    return ::read(file.get(), static_cast<char*>(out) + done, size - done);
  });
}

size_t read_some_at(const FileDescriptor& file, const std::filesystem::path& path, void* out,
                    size_t size, uint64_t offset) {
  return read_with(path, size, [&](size_t done) {
    return ::pread(file.get(), static_cast<char*>(out) + done, size - done,
                   static_cast<off_t>(offset + done));
  });
}

std::string read_small_file(const std::filesystem::path& path, size_t max_bytes) {
  const FileDescriptor file = open_regular_file(path);
  std::string text;
  for (;;) {
    constexpr size_t piece = size_t{1} << 16;
    const size_t before = text.size();
    text.resize(before + piece);
    text.resize(before + read_some(file, path, text.data() + before, piece));
    if (text.size() > max_bytes) {
      throw FileError(path, "is larger than the " + std::to_string(max_bytes) + " bytes allowed");
    }
    if (text.size() < before + piece) { return text; }
  }
}

void write_all(const FileDescriptor& file, const std::filesystem::path& path, const void* bytes,
               size_t size) {
  write_with(path, size, [&](size_t done, size_t count) {
    return ::write(file.get(), static_cast<const char*>(bytes) + done, count);
  });
}

void write_all_at(const FileDescriptor& file, const std::filesystem::path& path, const void* bytes,
                  size_t size, uint64_t offset) {
  write_with(path, size, [&](size_t done, size_t count) {
    return ::pwrite(file.get(), static_cast<const char*>(bytes) + done, count,
                    static_cast<off_t>(offset + done));
  });
}

}  // namespace bb
