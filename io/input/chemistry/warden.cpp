#include "io/input/chemistry/warden.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/input/chemistry/worker_process.h"

namespace bb {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  const auto ms = time.count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string mebibytes(uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

std::string name_in(const Message& request) {
  if (request.kind != MessageKind::request) { return "a test"; }
  return "the ligand " + quoted_ligand(decode_request(request.payload).text);
}

constexpr const char* mend_crash =
    "Leave it out, write it differently, or give it as a CCD component";

}  // namespace

Warden::Warden(MessageChannel program, LigandBuilder& builder, const WardenOptions& options)
    : program_(std::move(program)), builder_(builder), options_(options) {
  child_stderr_ = ::memfd_create("stderr", MFD_CLOEXEC);
  if (child_stderr_ >= 0) { ::fcntl(child_stderr_, F_SETFL, O_APPEND); }
}

Warden::~Warden() {
  end_child(true);
  if (child_stderr_ >= 0) { ::close(child_stderr_); }
}

void Warden::run() {
  fork_child();
  program_.send({MessageKind::hello, 0, encode(WorkerHello{rdkit_version()})});
  try {
    for (;;) {
      const Message request = program_.receive();
      program_.send(answer(request));
    }
  } catch (const ChannelClosed&) {
    // The program is done, or dead.
  }
}

Message Warden::answer(const Message& request) {
  const auto deadline = MessageChannel::Clock::now() + options_.time_limit;
  const auto reply = [&](LigandStatus status, const std::string& what, const std::string& mend) {
    return Message{MessageKind::result, request.number,
                   encode(failure(request, status, what, mend))};
  };
  if (child_pid_ > 0 && child_molecules_ >= options_.molecules_per_process) { end_child(false); }
  for (bool fresh = child_pid_ < 0;; fresh = true) {
    if (child_pid_ < 0) { fork_child(); }
    if (child_stderr_ >= 0 && ::ftruncate(child_stderr_, 0) != 0) {
      ::lseek(child_stderr_, 0, SEEK_END);
    }
    try {
      child_.send(request, deadline);
    } catch (const ChannelClosed&) {
      // It died while it had nothing to do, so not of this molecule.
      end_child(true);
      if (!fresh) { continue; }
      return reply(LigandStatus::lost,
                   "cannot be worked on: the process for it does not start (" +
                       ending_of(child_status_) + ")",
                   "Run the row again");
    } catch (const ChannelTimeout&) {
      end_child(true);
      return reply(LigandStatus::lost, "could not be handed to the chemistry process in time",
                   "Run the row again");
    }
    break;
  }
  ++child_molecules_;
  try {
    Message result = child_.receive(deadline, program_.fd());
    LigandResult decoded = decode_result(result.payload);
    if (decoded.status != LigandStatus::out_of_memory) { return result; }
    end_child(true);
    return reply(LigandStatus::out_of_memory,
                 "needs more than the " + mebibytes(options_.child.memory_bytes) +
                     " of memory that one molecule may have",
                 "Leave it out, or raise the chemistry's memory limit");
  } catch (const ChannelTimeout&) {
    end_child(true);
    return reply(
        LigandStatus::timed_out,
        "took longer than the " + seconds(options_.time_limit) + " that one molecule may have",
        "Leave it out, or raise the chemistry's time limit");
  } catch (const WireError& error) {
    end_child(true);
    return reply(LigandStatus::crashed,
                 std::string("confused the chemistry toolkit: ") + error.what(), mend_crash);
  } catch (const WatchedClosed&) { throw; } catch (const ChannelClosed&) {
    end_child(false);
    return reply(LigandStatus::crashed,
                 "crashed the chemistry toolkit: " + ending_of(child_status_), mend_crash);
  }
}

LigandResult Warden::failure(const Message& request, LigandStatus status, const std::string& what,
                             const std::string& mend) const {
  return {.status = status,
          .error = name_in(request) + " " + what + ". " + mend,
          .log = last_words(),
          .ligand = {}};
}

void Warden::fork_child() {
  auto [ours, theirs] = MessageChannel::pair();
  const pid_t warden = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) { throw std::system_error(errno, std::system_category(), "fork"); }
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != warden) {
      ::_exit(0);  // it died before that took effect
    }
    program_.close();  // so that only the warden holds it, and its death is seen
    ours.close();
    if (child_stderr_ >= 0) { ::dup2(child_stderr_, STDERR_FILENO); }
    run_molecule_process(std::move(theirs), builder_, options_.child);
  }
  child_ = std::move(ours);
  child_pid_ = pid;
  child_molecules_ = 0;
}

void Warden::end_child(bool kill) {
  if (child_pid_ <= 0) { return; }
  child_.close();  // a child that waits for work leaves by itself
  const auto patient_until = MessageChannel::Clock::now() + std::chrono::seconds(kill ? 0 : 2);
  for (;;) {
    if (MessageChannel::Clock::now() >= patient_until) { ::kill(child_pid_, SIGKILL); }
    const pid_t reaped = ::waitpid(child_pid_, &child_status_, WNOHANG);
    if (reaped != 0 && !(reaped < 0 && errno == EINTR)) { break; }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  child_pid_ = -1;
}

std::string Warden::last_words() const {
  struct stat info {};
  if (child_stderr_ < 0 || ::fstat(child_stderr_, &info) != 0) { return {}; }
  constexpr off_t most = 2000;
  std::string text(static_cast<size_t>(std::min(info.st_size, most)), '\0');
  const ssize_t got =
      ::pread(child_stderr_, text.data(), text.size(), std::max<off_t>(0, info.st_size - most));
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

}  // namespace bb
