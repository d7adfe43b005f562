#include "io/input/chemistry/misbehaviour.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>
#include <stdexcept>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

namespace bb {
namespace {

std::atomic<bool> for_ever{true};

int deeper(int depth) {
  volatile char frame[4096];
  frame[depth % 4096] = static_cast<char>(depth);
  return for_ever ? deeper(depth + 1) + frame[0] : 0;
}

void exhaust_memory() {
  std::list<std::string> kept;
  while (for_ever) { kept.emplace_back(size_t{16} << 20U, 'x'); }
}

void flood_stderr() {
  const std::string line(65535, '.');
  for (int i = 0; i < 1024; ++i) { std::fprintf(stderr, "%s\n", line.c_str()); }
  std::abort();
}

}  // namespace

void misbehave(Misbehaviour how, MessageChannel& channel) {
  switch (how) {
    case Misbehaviour::abort:
      std::fprintf(stderr, "about to abort\n");
      std::abort();
    case Misbehaviour::segfault:
      std::raise(SIGSEGV);
      break;
    case Misbehaviour::overflow_stack:
      deeper(0);
      break;
    case Misbehaviour::spin:
      while (for_ever) {}
      break;
    case Misbehaviour::exhaust_memory:
      exhaust_memory();
      break;
    case Misbehaviour::leave:
      ::_exit(3);
    case Misbehaviour::throw_exception:
      throw std::runtime_error("an exception nobody expects");
    case Misbehaviour::answer_nonsense: {
      const std::string nonsense(100, '?');
      ::send(channel.fd(), nonsense.data(), nonsense.size(), MSG_NOSIGNAL);
      break;
    }
    case Misbehaviour::flood_stderr:
      flood_stderr();
      break;
    case Misbehaviour::kill_warden:
      ::kill(::getppid(), SIGKILL);
      break;
    case Misbehaviour::deafen_warden:
      ::kill(::getppid(), SIGSTOP);
      break;
  }
  while (for_ever) { ::pause(); }
}

}  // namespace bb
