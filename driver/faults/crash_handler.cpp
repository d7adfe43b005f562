#include "driver/faults/crash_handler.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <new>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

#include "driver/faults/mark_state.h"

namespace bb {

namespace {

constexpr std::array crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/// Only what may be called in a signal's handler.
void note_crash(int signal) noexcept {
  const InFlightTable::Entry* const mine = InFlightStep::of_this_thread();
  if (mine != nullptr) {
    const InFlightItem item = InFlightTable::read(*mine);
    leave_mark(Cause::crash, signal, &item, 1);
  } else {
    leave_mark(Cause::crash, signal, nullptr, 0);
  }
}

void on_crash(int signal, siginfo_t* info, void*) {
  const int saved = errno;
  const bool sent = info->si_code <= 0;  // by kill() or raise(), not by the processor
  if (!sent || info->si_pid == ::getpid()) { note_crash(signal); }
  // Not to what was there before: Open MPI's prints a backtrace, which takes memory, and hangs for
  // ever where the crash came inside malloc().
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  ::sigaction(signal, &action, nullptr);
  errno = saved;
  ::raise(signal);  // delivered when this returns
}

}  // namespace

MarkState& mark_state() {
  static MarkState* const state = [] {
    void* const memory = ::mmap(nullptr, sizeof(MarkState), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) { throw std::system_error(errno, std::system_category(), "mmap"); }
    return new (memory) MarkState;
  }();
  return *state;
}

bool leave_mark(Cause cause, int detail, const InFlightItem* items, size_t count) noexcept {
  MarkState& state = mark_state();
  if (state.attempt == 0 || state.begun.exchange(1) != 0) { return false; }
  JournalMark& mark = state.mark;
  mark.attempt = state.attempt;
  mark.cause = cause;
  mark.detail = detail;
  mark.alone = in_flight().alone;
  if (items != nullptr) {
    mark.count = static_cast<uint32_t>(count < InFlightTable::size ? count : InFlightTable::size);
    for (uint32_t i = 0; i < mark.count; ++i) { mark.items[i] = items[i]; }
  } else {
    mark.count = static_cast<uint32_t>(in_flight().copy(mark.items));
  }
  mark.seal();
  if (mark.count == 0) { return false; }
  const ssize_t written =
      ::pwrite(state.descriptor, &mark, sizeof mark, static_cast<off_t>(state.offset.load()));
  if (written != static_cast<ssize_t>(sizeof mark)) { return false; }
  ::fdatasync(state.descriptor);
  state.written = 1;
  return true;
}

void set_mark_place(const MarkPlace& place) {
  MarkState& state = mark_state();
  state.attempt = 0;
  state.descriptor = place.descriptor;
  state.offset = place.offset;
  state.begun = 0;
  state.written = 0;
  if (place.descriptor >= 0) { state.attempt = place.attempt; }
}

void install_crash_handler() {
  static bool installed = false;
  if (installed) { return; }
  installed = true;
  in_flight();
  mark_state();
  for (const int signal : crashes) {
    struct sigaction action {};
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

}  // namespace bb
