#include "io/input/chemistry/worker_process.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace bb {
namespace {

constexpr int helper_fd = 3;  // where the helper finds its end of the pipe
constexpr auto patience = std::chrono::seconds(2);

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  // No signal blocked or handled by inheritance, whatever the program does with its own.
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

std::string ending_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    return "it was killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
  }
  if (WIFEXITED(wait_status)) {
    return "it left with status " + std::to_string(WEXITSTATUS(wait_status));
  }
  return "it ended";
}

WorkerProcess::WorkerProcess(const std::filesystem::path& program,
                             const std::vector<std::string>& arguments,
                             MessageChannel::Clock::time_point deadline)
    : channel_(-1) {
  start(program, arguments);
  try {
    const Message first = channel_.receive(deadline);
    if (first.kind != MessageKind::hello) {
      throw std::runtime_error("it sent something else than its greeting");
    }
    hello_ = decode_hello(first.payload);
  } catch (const std::exception& error) {
    const std::string ending = kill();
    throw std::runtime_error("the chemistry helper '" + program.string() +
                             "' does not work: " + error.what() + "; " + ending +
                             ". Run it by hand with --version to see what it lacks");
  }
}

WorkerProcess::~WorkerProcess() {
  channel_.close();
  reap(true);
}

void WorkerProcess::start(const std::filesystem::path& program,
                          const std::vector<std::string>& arguments) {
  auto [ours, theirs] = MessageChannel::pair();
  std::vector<std::string> texts = {program.string(), "--fd", std::to_string(helper_fd)};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) { argv.push_back(text.data()); }
  argv.push_back(nullptr);

  FileActions files;
  Attributes attributes;
  ::posix_spawn_file_actions_addopen(files.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(files.get(), STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(files.get(), theirs.fd(), helper_fd);
  const int error =
      ::posix_spawn(&pid_, program.c_str(), files.get(), attributes.get(), argv.data(), environ);
  if (error != 0) {
    pid_ = -1;
    throw std::runtime_error("the chemistry helper '" + program.string() +
                             "' cannot be started: " + std::system_category().message(error) +
                             ". It belongs beside the program; install both");
  }
  channel_ = std::move(ours);
}

std::string WorkerProcess::kill() {
  channel_.close();
  if (pid_ > 0) { ::kill(pid_, SIGKILL); }
  reap(false);
  return ending_of(wait_status_);
}

void WorkerProcess::reap(bool patiently) noexcept {
  const auto until = MessageChannel::Clock::now() + patience;
  while (pid_ > 0) {
    const pid_t reaped = ::waitpid(pid_, &wait_status_, patiently ? WNOHANG : 0);
    if (reaped == pid_ ||
        (reaped < 0 &&
         errno != EINTR)) {  // ECHILD: somebody ignores SIGCHLD, and it is gone already
      pid_ = -1;
    } else if (patiently && MessageChannel::Clock::now() >= until) {
      ::kill(pid_, SIGKILL);
      patiently = false;
    } else if (patiently) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

}  // namespace bb
