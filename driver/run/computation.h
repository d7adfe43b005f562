#pragma once

#include <mutex>
#include <optional>

#include "driver/faults/journal.h"
#include "driver/faults/journal_steps.h"
#include "driver/ranks/clock.h"
#include "driver/ranks/cursor_server.h"
#include "driver/report/metrics.h"
#include "driver/run/run_store.h"
#include "scheduler/progress.h"
#include "worker/pipeline/model_predictor.h"

namespace bb {

class BatchClaims;

/// What is computed, and with what.
struct ComputationParts {
  RunContext& run;
  const RunRows& rows;
  OpenStore& store;
  const StoreFence& fence;
  ModelPredictor& predictor;
  const Journal& journal;
  /// On rank 0, before the run ends itself for a restart: why.
  std::function<void(const std::string&)> give_up;
};

/// The middle of a run: every rank claims batches until none is left, or it is told to stop. First
/// those with suspects, a member at a time; then the others.
class Computation {
 public:
  explicit Computation(const ComputationParts& parts);

  /// Collective.
  void operator()();

  /// What each rank did; known to rank 0.
  const std::vector<RankSummary>& ranks() const { return ranks_; }
  /// Complexes computed, by all ranks; known to rank 0.
  uint64_t computed() const { return computed_; }
  /// Whether this rank was told to stop.
  bool stopped() const { return stopped_; }
  /// Whether this rank's device broke.
  bool device_lost() const { return device_lost_; }
  /// What broke this rank off; empty if nothing did.
  const std::string& failure() const { return failure_; }

 private:
  std::vector<Work> work_left(std::span<const Status> structure,
                              std::span<const Status> affinity) const;
  void say_what_is_left(size_t batches);
  std::vector<Status> wanted(std::span<const Status> stored) const;
  [[noreturn]] void end_others() const;
  void write_metrics(const CursorNumbers& work);
  void watch(Pipeline& pipeline, CursorServer& server, const std::atomic<bool>& over);
  bool has_suspect(uint32_t batch) const;
  void compute(std::vector<Work> work, bool alone, std::span<const Status> structure,
               std::span<const Status> affinity);
  void run_pipeline(Pipeline& pipeline, CursorServer& server, BatchClaims& claims,
                    const JournalSteps& steps);

  ComputationParts parts_;
  std::mutex progress_mutex_;
  std::optional<Progress> progress_;  // on rank 0
  RankSpeeds speeds_;                 // on rank 0
  Metrics metrics_;
  std::vector<RankSummary> ranks_;
  uint64_t computed_ = 0;
  RankSummary mine_;
  std::string failure_;
  std::optional<Deadline> deadline_;  // since this rank failed
  bool device_lost_ = false;
  std::atomic<bool> stopped_ = false;
};

}  // namespace bb
