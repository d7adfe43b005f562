// boltz-batch-chemistry: does chemistry for boltz-batch, in a process of its own. Started by
// ChemistryPool.
//
// A program of its own and not a mode of boltz-batch: that one loads LibTorch, CUDA and MPI,
// seconds and gigabytes of address space before main(), for every worker.

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/input/chemistry/ligand_builder.h"
#include "io/input/chemistry/warden.h"

namespace {

struct Arguments {
  int fd = -1;
  bool version = false;
  bb::WardenOptions warden;
};

template <class T>
bool number(std::string_view text, T& out) {
  return std::from_chars(text.data(), text.data() + text.size(), out).ptr ==
             text.data() + text.size() &&
         !text.empty();
}

std::optional<Arguments> parse(int argc, char** argv) {
  Arguments out;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--version") {
      out.version = true;
      continue;
    }
    if (name == "--for-tests") {
      out.warden.child.for_tests = true;
      continue;
    }
    if (++i == argc) { return std::nullopt; }
    const std::string_view value = argv[i];
    int64_t milliseconds = 0;
    if (name == "--fd" && number(value, out.fd)) { continue; }
    if (name == "--bytes" && number(value, out.warden.child.memory_bytes)) { continue; }
    if (name == "--molecules" && number(value, out.warden.molecules_per_process)) { continue; }
    if (name != "--milliseconds" || !number(value, milliseconds)) { return std::nullopt; }
    out.warden.time_limit = std::chrono::milliseconds(milliseconds);
  }
  return out.version || out.fd >= 0 ? std::optional(out) : std::nullopt;
}

// Descriptors that the program did not mean to pass on: its files, locks and sockets must not stay
// open because of us.
void close_all_above(int fd) {
#ifdef SYS_close_range
  if (::syscall(SYS_close_range, static_cast<unsigned>(fd) + 1, ~0U, 0) == 0) { return; }
#endif
  for (long other = ::sysconf(_SC_OPEN_MAX) - 1; other > fd; --other) {
    ::close(static_cast<int>(other));
  }
}

// Signals that a terminal or Slurm sends to all processes of a job are the program's business. It
// ends us by closing the pipe.
void ignore_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE, SIGTSTP}) {
    std::signal(signal, SIG_IGN);
  }
}

// Loads what the toolkit loads at first use, so that every forked process has it.
void warm_up(bb::LigandBuilder& builder) {
  builder.result({.text = "C[C@H](N)C(=O)Nc1ccc(/C=C/C(=O)O)cn1", .affinity = true});
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  if (!arguments) {
    std::fprintf(
        stderr,
        "boltz-batch-chemistry is started by boltz-batch; by hand it only knows --version\n");
    return 2;
  }
  if (arguments->version) {
    std::printf("boltz-batch-chemistry, protocol %d, RDKit %s\n", int{bb::wire_version},
                bb::rdkit_version().c_str());
    return 0;
  }
  ignore_signals();
  close_all_above(arguments->fd);
  ::fcntl(arguments->fd, F_SETFD, FD_CLOEXEC);
  try {
    bb::LigandBuilder builder;
    warm_up(builder);
    bb::Warden(bb::MessageChannel(arguments->fd), builder, arguments->warden).run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boltz-batch-chemistry: %s\n", error.what());
    return 1;
  }
}
