#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"

namespace bb {

/// A file that all ranks read, and where this rank reads it.
struct StagedFile {
  std::filesystem::path path;
  std::string sha256;
};

/// Copies of files that every rank reads on each host's own disk or in its memory, so that a shared
/// file system serves them once for each host, or once in all.
///
/// Copies are for this run: they lose their name once they are open, and their space when the last
/// rank closes them, however it ends.
class Staging {
 public:
  /// Collective. `folder`: on each host; its own (a disk, or /dev/shm).
  Staging(const MpiSession& mpi, StagingWay way, std::filesystem::path folder);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Collective. Each copy is checked against the file's SHA-256. Throws, on all ranks alike,
  /// std::runtime_error: the file cannot be read, the copy not written, or they differ.
  StagedFile stage(const std::filesystem::path& file);

  /// Collective: every rank has opened what it staged.
  void forget_names();

 private:
  void receive(const std::filesystem::path& file, const std::filesystem::path& copy) const;

  const MpiSession& mpi_;
  const StagingWay way_;
  const std::filesystem::path folder_;
  MPI_Comm hosts_ = MPI_COMM_NULL;  // one rank of each host; null on the others
  std::vector<std::filesystem::path> copies_;
};

}  // namespace bb
