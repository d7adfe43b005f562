#include "io/files/new_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>

#include "io/files/file_error.h"
#include "io/files/regular_file.h"

namespace bb {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int code) {
  throw FileError(path, std::string(what) + ": " + std::system_category().message(code), code);
}

}  // namespace

void make_way(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) { return; }
  fail(path, "what is there cannot be removed", errno);
}

FileDescriptor make_new_file(const std::filesystem::path& path) {
  make_way(path);
  FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file) { fail(path, "cannot be made", errno); }
  return file;
}

void replace_file(const std::filesystem::path& path, const std::filesystem::path& temporary,
                  std::string_view text) {
  FileDescriptor file = make_new_file(temporary);
  try {
    write_all(file, temporary, text.data(), text.size());
    // A full disk of the network may be told as late as here.
    if (::close(file.release()) != 0) { fail(temporary, "cannot be closed", errno); }
    if (::rename(temporary.c_str(), path.c_str()) != 0) { fail(path, "cannot be replaced", errno); }
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

}  // namespace bb
