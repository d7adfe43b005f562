#pragma once

#include <mutex>

#include "driver/faults/in_flight.h"
#include "io/input/lists/row_table.h"
#include "worker/pipeline/pipeline.h"

namespace bb {

/// Notes what the pipeline has in flight, as rows of the list.
class JournalSteps : public StepObserver {
 public:
  JournalSteps(const RowTable& table, int rank) : table_(table), rank_(rank) {}

  void began(Step step, const WorkBatch& batch, const WorkMember* member) override;
  void ended() noexcept override;

  /// What was on the device last.
  InFlightItem on_device() const;

 private:
  const RowTable& table_;
  const int rank_;
  mutable std::mutex mutex_;
  InFlightItem on_device_;
};

}  // namespace bb
