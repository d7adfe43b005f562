#pragma once

#include <filesystem>

#include <sys/types.h>

namespace bb {

/// A process beside this one that sees it die where nothing of it can run any more: if the system
/// killed it for its memory, it marks the journal with what was in flight. A kill that the system
/// did not do accuses nobody. Make one before MPI, threads and other processes.
class Witness {
 public:
  /// Without one (no process to be had), kills for memory are not told from others.
  explicit Witness(const std::filesystem::path& journal);
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

 private:
  int socket_ = -1;
  pid_t child_ = -1;
};

}  // namespace bb
