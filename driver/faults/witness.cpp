#include "driver/faults/witness.h"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/faults/mark_state.h"

namespace bb {

namespace {

/// How many processes of this machine the system has killed for memory since it started; 0 where
/// it does not say.
uint64_t kills_for_memory() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  uint64_t value = 0;
  while (file >> name >> value) {
    if (name == "oom_kill") { return value; }
  }
  return 0;
}

void write_mark(const std::filesystem::path& journal) {
  MarkState& state = mark_state();
  JournalMark& mark = state.mark;
  if (state.begun == 0) {
    mark.attempt = state.attempt;
    mark.cause = Cause::out_of_memory;
    mark.alone = in_flight().alone;
    mark.count = static_cast<uint32_t>(in_flight().copy(mark.items));
    mark.seal();
  }
  // Of the parent's last moment half a mark may be left.
  if (mark.count == 0 || !mark.valid(state.attempt)) { return; }
  const int file = ::open(journal.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) { return; }
  const auto place = static_cast<off_t>(state.offset.load());
  if (::pwrite(file, &mark, sizeof mark, place) == static_cast<ssize_t>(sizeof mark)) {
    ::fdatasync(file);
  }
  ::close(file);
}

/// The child's life: waits for its parent's end; what the parent says first means a good one.
[[noreturn]] void watch(int socket, const std::filesystem::path& journal) {
  // What ends a job must not end this first.
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGHUP}) {
    std::signal(signal, SIG_IGN);
  }
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  ::close(STDERR_FILENO);
  const uint64_t before = kills_for_memory();
  char byte = 0;
  ssize_t got = 0;
  do { got = ::read(socket, &byte, 1); } while (got < 0 && errno == EINTR);
  const MarkState& state = mark_state();
  if (got == 0 && state.attempt != 0 && state.written == 0) {
    const bool for_memory = kills_for_memory() > before || state.pretend_out_of_memory != 0;
    if (state.begun != 0 || for_memory) { write_mark(journal); }
  }
  ::_exit(0);
}

}  // namespace

Witness::Witness(const std::filesystem::path& journal) {
  // Made before the fork: parent and child share them.
  in_flight();
  mark_state();
  int ends[2];
  // No pipe: writing to one whose other end was killed would kill this process.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) { return; }
  const std::filesystem::path path = std::filesystem::absolute(journal);
  // Named before it is there: whoever looks for this program's ranks must not find it.
  char name[16] = {};
  ::prctl(PR_GET_NAME, name);
  ::prctl(PR_SET_NAME, "bb-witness");
  child_ = ::fork();
  if (child_ == 0) {
    ::close(ends[1]);
    watch(ends[0], path);
  }
  ::prctl(PR_SET_NAME, name);
  ::close(ends[0]);
  socket_ = ends[1];
}

Witness::~Witness() {
  if (socket_ < 0) { return; }
  const char goodbye = 'q';
  ::send(socket_, &goodbye, 1, MSG_NOSIGNAL);
  ::close(socket_);
  if (child_ > 0) { ::waitpid(child_, nullptr, 0); }
}

}  // namespace bb
