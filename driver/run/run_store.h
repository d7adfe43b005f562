#pragma once

#include "driver/run/run_plan.h"
#include "driver/run/run_rows.h"
#include "io/store/lock/store_lock.h"
#include "io/store/store_writer.h"

namespace bb {

/// The name of a run's store, which is this job's for as long as this lives.
class HeldStore {
 public:
  /// Collective. Throws StoreError (locked): another job has it.
  explicit HeldStore(const RunContext& run);

  const StoreFence& fence() const { return *fence_; }
  void release();

 private:
  std::optional<StoreLock> lock_;  // on rank 0
  std::optional<StoreFence> fence_;
};

/// Collective: whether there is a store to continue, and what of the rows it settles. The table's
/// rows become those of the store, where that has not all. Throws StoreError.
RowsSettled find_store(const RunContext& run, RunInputs& inputs);

/// A run's store, open, and its plan, whose members are places in the store.
struct OpenStore {
  StoreWriter writer;
  Plan plan;
  std::vector<uint32_t> batches;  ///< of the plan, this store's
};

/// Collective. Throws StoreError.
OpenStore create_store(RunContext& run, const RunRows& rows, RunPlan plan);

/// Collective; `rows` get the store's topologies. Throws StoreError (mismatch) where its rows are
/// not this run's. With --retry-failed, rows that failed may be others now: they have no place in
/// it, and it is said what computes them.
OpenStore continue_store(RunContext& run, RunRows& rows, const RowsWithoutPlace& without_place);

/// Collective: makes topologies that a crash cost, of rows that are done; of rows that are to be
/// computed they come with the results.
void restore_topologies(RunContext& run, const RunRows& rows, StoreWriter& store);

}  // namespace bb
