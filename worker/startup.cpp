// What happens before main() while the libraries of a program are initialised.
//
// Libraries of LibTorch look for others in the working folder, which may be anybody's: the run path
// of libcusparseLt.so.0 in CUDA's packages is "$ORIGIN:", whose empty element is the working
// folder, and its constructor loads libcuda.so.1. Where there is no driver, a file of that name
// beside the inputs would be run. So the constructors of libraries run in the root folder: an
// executable's .preinit_array comes before them, its own constructors come after them.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

int working_folder = -1;

// Nothing of a sanitizer's is there yet: system calls alone.
[[gnu::no_sanitize("address", "thread", "undefined")]] void leave(int, char**, char**) {
  working_folder =
      static_cast<int>(::syscall(SYS_openat, AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0));
  // Of a working folder that cannot be searched nothing can be loaded.
  if (working_folder >= 0) { ::syscall(SYS_chdir, "/"); }
}

[[gnu::constructor(101), gnu::no_sanitize("address", "thread", "undefined")]] void come_back() {
  if (working_folder < 0) { return; }
  if (::syscall(SYS_fchdir, working_folder) != 0) {
    constexpr char message[] = "The working folder cannot be searched any more\n";
    ::syscall(SYS_write, STDERR_FILENO, message, sizeof message - 1);
    ::_exit(1);
  }
  ::syscall(SYS_close, working_folder);
}

}  // namespace

[[gnu::section(".preinit_array"), gnu::used]] void (*bb_leave_working_folder)(int, char**,
                                                                              char**) = leave;
