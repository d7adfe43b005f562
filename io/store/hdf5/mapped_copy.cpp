#include "io/store/hdf5/mapped_copy.h"

#include <csetjmp>
#include <csignal>
#include <cstring>
#include <mutex>

namespace bb {
namespace {

// The copy that a thread is in.
struct Copy {
  const std::byte* begin = nullptr;
  const std::byte* end = nullptr;
  sigjmp_buf back{};
};
thread_local Copy* volatile current = nullptr;

struct sigaction before {};

void on_fault(int signal, siginfo_t* info, void* context) {
  Copy* const copy = current;
  const auto* const at = static_cast<const std::byte*>(info->si_addr);
  if (copy != nullptr && info->si_code > 0 && at >= copy->begin && at < copy->end) {
    siglongjmp(copy->back, 1);
  }
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else {
    ::signal(signal, SIG_DFL);
    ::raise(signal);
  }
}

}  // namespace

void prepare_mapped_copies() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    // Not blocked in its handler, which may be left by a jump.
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &before);
  });
}

bool copy_to_mapped(std::byte* to, const void* from, size_t bytes) noexcept {
  Copy copy{.begin = to, .end = to + bytes};
  if (sigsetjmp(copy.back, 0) != 0) {
    current = nullptr;
    return false;
  }
  current = &copy;
  std::memcpy(to, from, bytes);
  current = nullptr;
  return true;
}

}  // namespace bb
