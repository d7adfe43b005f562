#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "io/input/chemistry/message_channel.h"

namespace bb {

/// A running helper and the pipe to it. Ends when this goes: the pipe closes, which the helper
/// takes as its end; one that does not leave within two seconds is killed. Leaves no zombie.
class WorkerProcess {
 public:
  /// Starts `program` with `arguments` and waits for its hello until `deadline`. Throws
  /// std::runtime_error that says which program and what is wrong. Safe in a process with threads,
  /// MPI and CUDA: posix_spawn copies no memory.
  WorkerProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                MessageChannel::Clock::time_point deadline);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  MessageChannel& channel() noexcept { return channel_; }
  const WorkerHello& hello() const noexcept { return hello_; }
  pid_t pid() const noexcept { return pid_; }

  /// Ends it at once. Says how it ended: "it was killed by signal 9 (Killed)".
  std::string kill();

 private:
  void start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  void reap(bool patiently) noexcept;

  MessageChannel channel_;
  WorkerHello hello_;
  pid_t pid_ = -1;
  int wait_status_ = 0;
};

/// How a process ended, in words, from waitpid's status.
std::string ending_of(int wait_status);

}  // namespace bb
