// Preloaded into a program under test (LD_PRELOAD): lets a system call on its store go wrong.
//
//   BB_FAULT=CALL:N:WHAT[:from]  the Nth CALL, or all from it on. CALL: pwrite, pread, fsync,
//                                fdatasync, mmap, ftruncate, fallocate, rename, unlink; or change,
//                                for all of these that change a disk together. WHAT: an errno as a
//                                number; short (half of the bytes); kill, or stop (SIGINT), of the
//                                process before the call.
//   BB_FAULT_FILES=TEXT          of files whose paths have TEXT in them
//   BB_FAULT_RANK=N              in this rank only
//   BB_FAULT_LOG=FILE            gets a line for each call that went wrong
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

struct Fault {
  char call[16] = "";
  long n = 0;
  char what[16] = "";
  bool from = false;
  const char* files = "";
  const char* log = nullptr;
};
Fault fault;
std::atomic<long> calls = 0;

__attribute__((constructor)) void read_environment() {
  const char* const text = std::getenv("BB_FAULT");
  if (text == nullptr) { return; }
  const char* const wanted = std::getenv("BB_FAULT_RANK");
  const char* const rank = std::getenv("OMPI_COMM_WORLD_RANK");
  if (wanted != nullptr && (rank == nullptr || std::strcmp(wanted, rank) != 0)) { return; }
  char from[8] = "";
  if (std::sscanf(text, "%15[^:]:%ld:%15[^:]:%7s", fault.call, &fault.n, fault.what, from) < 3) {
    std::fprintf(stderr, "BB_FAULT makes no sense: %s\n", text);
    std::abort();
  }
  fault.from = std::strcmp(from, "from") == 0;
  if (const char* const files = std::getenv("BB_FAULT_FILES")) { fault.files = files; }
  fault.log = std::getenv("BB_FAULT_LOG");
}

bool is_of_store(int file) {
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = ::readlink(link, path, sizeof path - 1);
  if (size <= 0) { return false; }
  path[size] = '\0';
  return std::strstr(path, fault.files) != nullptr;
}

void note(const char* call, long n) {
  if (fault.log == nullptr) { return; }
  char line[64];
  const int size = std::snprintf(line, sizeof line, "%s %ld %s\n", call, n, fault.what);
  const int file = ::open(fault.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) { return; }
  if (::write(file, line, static_cast<size_t>(size)) != size) { std::abort(); }
  ::close(file);
}

/// Whether this call is to go wrong; errno is set then. Does not return where the process is to
/// die.
bool goes_wrong(const char* call, bool changes, bool of_store) {
  if (fault.n == 0 || !of_store) { return false; }
  if (std::strcmp(fault.call, call) != 0 && !(changes && std::strcmp(fault.call, "change") == 0)) {
    return false;
  }
  const long n = ++calls;
  if (fault.from ? n < fault.n : n != fault.n) { return false; }
  note(call, n);
  if (std::strcmp(fault.what, "kill") == 0) { ::kill(::getpid(), SIGKILL); }
  if (std::strcmp(fault.what, "stop") == 0) {
    ::kill(::getpid(), SIGINT);
    return false;
  }
  if (std::strcmp(fault.what, "short") != 0) { errno = std::atoi(fault.what); }
  return true;
}
bool is_short() { return std::strcmp(fault.what, "short") == 0; }

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  if (!goes_wrong("pwrite", true, is_of_store(file))) { return real(file, data, size, at); }
  return is_short() ? real(file, data, (size + 1) / 2, at) : -1;
}
ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  return pwrite64(file, data, size, at);
}

ssize_t pread64(int file, void* data, size_t size, off64_t at) {
  static auto* const real = next<ssize_t(int, void*, size_t, off64_t)>("pread64");
  if (!goes_wrong("pread", false, is_of_store(file))) { return real(file, data, size, at); }
  return is_short() ? real(file, data, (size + 1) / 2, at) : -1;
}
ssize_t pread(int file, void* data, size_t size, off_t at) { return pread64(file, data, size, at); }

int fdatasync(int file) {
  static auto* const real = next<int(int)>("fdatasync");
  return goes_wrong("fdatasync", true, is_of_store(file)) && !is_short() ? -1 : real(file);
}

int fsync(int file) {
  static auto* const real = next<int(int)>("fsync");
  return goes_wrong("fsync", true, is_of_store(file)) && !is_short() ? -1 : real(file);
}

int ftruncate64(int file, off64_t size) noexcept {
  static auto* const real = next<int(int, off64_t)>("ftruncate64");
  return goes_wrong("ftruncate", true, is_of_store(file)) && !is_short() ? -1 : real(file, size);
}
int ftruncate(int file, off_t size) noexcept { return ftruncate64(file, size); }

int fallocate64(int file, int mode, off64_t at, off64_t size) {
  static auto* const real = next<int(int, int, off64_t, off64_t)>("fallocate64");
  return goes_wrong("fallocate", true, is_of_store(file)) && !is_short()
             ? -1
             : real(file, mode, at, size);
}
int fallocate(int file, int mode, off_t at, off_t size) {
  return fallocate64(file, mode, at, size);
}

int rename(const char* from, const char* to) noexcept {
  static auto* const real = next<int(const char*, const char*)>("rename");
  const bool ours = std::strstr(from, fault.files) != nullptr;
  return goes_wrong("rename", true, ours) && !is_short() ? -1 : real(from, to);
}

int unlink(const char* path) noexcept {
  static auto* const real = next<int(const char*)>("unlink");
  const bool ours = std::strstr(path, fault.files) != nullptr;
  return goes_wrong("unlink", true, ours) && !is_short() ? -1 : real(path);
}

void* mmap64(void* address, size_t size, int access, int flags, int file, off64_t at) noexcept {
  static auto* const real = next<void*(void*, size_t, int, int, int, off64_t)>("mmap64");
  const bool ours =
      fault.n != 0 && file >= 0 && std::strcmp(fault.call, "mmap") == 0 && is_of_store(file);
  if (goes_wrong("mmap", false, ours) && !is_short()) { return MAP_FAILED; }
  return real(address, size, access, flags, file, at);
}
void* mmap(void* address, size_t size, int access, int flags, int file, off_t at) noexcept {
  return mmap64(address, size, access, flags, file, at);
}

}  // extern "C"
