#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "io/input/chemistry/ligand.h"
#include "io/input/chemistry/message_channel.h"
#include "io/input/chemistry/wire_format.h"

namespace bb {

class WorkerProcess;

struct ChemistryPoolOptions {
  /// Empty: boltz-batch-chemistry in the folder of the running program.
  std::filesystem::path program{};
  int workers = 1;
  std::chrono::milliseconds time_limit = std::chrono::seconds(60);  // wall-clock, per molecule
  uint64_t memory_bytes =
      2ULL << 30U;  // per molecule, of address space beyond what the helper has at rest
  int molecules_per_process = 5000;  // then a fresh one, so that what the toolkit leaks stays small
  bool for_tests = false;            // helpers obey misbehave()
};

/// Helper processes that do the chemistry: the toolkit can abort, spin or take all memory on one
/// molecule in a million, and that costs one result. Make it before MPI and CUDA start. All
/// functions may be called from several threads.
///
/// Every worker is two processes, both of the helper program: a warden, which never touches a
/// molecule, and the one it forks to do the work. The warden keeps time, replaces its child
/// (already warm, since forked) and reports how it ended; so this program forks nothing and signals
/// nobody while it holds MPI and CUDA.
class ChemistryPool {
 public:
  /// Starts all workers. Throws std::runtime_error that names the program and what is wrong with
  /// it.
  explicit ChemistryPool(ChemistryPoolOptions options);
  ~ChemistryPool();
  ChemistryPool(const ChemistryPool&) = delete;
  ChemistryPool& operator=(const ChemistryPool&) = delete;

  /// Waits for a free worker, then for its result. Never throws for what happens to a molecule or a
  /// helper: that is the result's status and error.
  LigandResult prepare(const LigandRequest& request);

  /// The same for many, all workers at once; results in the order of the requests.
  std::vector<LigandResult> prepare(std::span<const LigandRequest> requests);

  /// E.g. "2022.09.3". Canonical ranks, hence features, depend on it: record it.
  const std::string& rdkit_version() const noexcept { return rdkit_version_; }

  int workers() const noexcept { return options_.workers; }

  /// How many times a helper process had to be replaced by this program (a child replaced by its
  /// warden does not count).
  int restarts() const;

  /// Tests only: has one worker fail that way.
  LigandResult misbehave(Misbehaviour misbehaviour);

 private:
  class Lease;

  LigandResult ask(MessageKind kind, const std::string& payload, const std::string& about);
  std::unique_ptr<WorkerProcess> start() const;

  ChemistryPoolOptions options_;
  std::string rdkit_version_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<WorkerProcess>> free_;  // nullptr: to be started again
  uint64_t requests_ = 0;
  int restarts_ = 0;
};

/// Where the helper is by default: beside the running program.
std::filesystem::path chemistry_program();

}  // namespace bb
