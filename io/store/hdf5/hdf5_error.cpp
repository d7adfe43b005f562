#include "io/store/hdf5/hdf5_error.h"

#include <cstdlib>
#include <mutex>
#include <string_view>

#include <sys/resource.h>
#include <sys/statvfs.h>

namespace bb::hdf5 {
namespace {

// "file write failed: time = …, filename = …, errno = 5, error message = 'Input/output error', buf
// = …" is "file write failed: Input/output error".
std::string essence(std::string_view text) {
  constexpr std::string_view key = "error message = '";
  const size_t at = text.find(key);
  if (at == std::string_view::npos) { return std::string(text); }
  const std::string_view message = text.substr(at + key.size());
  return std::string(text.substr(0, text.find_first_of(":,"))) + ": " +
         std::string(message.substr(0, message.find('\'')));
}

herr_t append(unsigned, const H5E_error2_t* error, void* text) {
  auto& out = *static_cast<std::string*>(text);
  if (error->desc != nullptr && *error->desc != '\0' && out.size() < 1500) {
    if (!out.empty()) { out += "; "; }
    out += essence(error->desc);
  }
  return 0;
}

std::string error_stack() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, append, &text);
  H5Eclear2(H5E_DEFAULT);
  return text;
}

}  // namespace

void fail(const std::string& where, const std::string& what, StoreError::Kind kind) {
  const std::string stack = error_stack();
  throw StoreError(kind, where + ": " + what + (stack.empty() ? "" : " (HDF5: " + stack + ")"));
}

void prepare_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    // The store has its own lock, and many cluster file systems have none. For each file it could
    // be said as well, but not for those that a master's virtual datasets open: HDF5 would lock
    // them.
    ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1);
    H5dont_atexit();
    H5open();
    H5PLset_loading_state(0);  // a store has no filters that a plugin would be loaded for
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  });
}

void fail_write(const std::string& path, const std::string& where, uint64_t offset,
                uint64_t bytes) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      offset + bytes > limit.rlim_cur) {
    fail(where,
         "cannot write " + std::to_string(bytes) + " bytes at " + std::to_string(offset) +
             ": files may be " + std::to_string(limit.rlim_cur) +
             " bytes long at most (ulimit -f). Raise the limit; the same command then continues",
         StoreError::Kind::no_space);
  }
  struct statvfs disk {};
  if (::statvfs(path.c_str(), &disk) == 0) {
    const uint64_t free = uint64_t{disk.f_bavail} * disk.f_frsize;
    // Near the end what is free changes with every write, ours and others'.
    if (free < bytes + (uint64_t{1} << 20)) {
      fail(where,
           "cannot write " + std::to_string(bytes) + " bytes: the disk is full (" +
               std::to_string(free) +
               " bytes free). Make room; the same command then continues, and what is done is kept",
           StoreError::Kind::no_space);
    }
  }
  fail(where,
       "cannot write " + std::to_string(bytes) + " bytes (a quota, or the file system failed?)");
}

}  // namespace bb::hdf5
