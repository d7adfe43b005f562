#pragma once

#include <cstdint>

#include "scheduler/plan.h"

namespace bb {

/// The memory that batches may take, and the shapes to which complexes are padded: what PlanOptions
/// mean for one batch.
class BatchLimits {
 public:
  /// Throws std::invalid_argument for options out of range and a memory that does not hold the
  /// weights. `affinity`: any complex wants it.
  BatchLimits(const PlanOptions& options, bool affinity);

  const CostModel& cost() const noexcept { return cost_; }

  /// A complex alone, as a batch is padded; count is 1, seconds are not filled in.
  PlannedBatch alone(const ComplexSize& size) const noexcept;
  /// Both in one batch.
  static PlannedBatch joined(const PlannedBatch& a, const PlannedBatch& b) noexcept;

  /// Device bytes of the stage that takes more, without weights.
  uint64_t bytes(const PlannedBatch& batch) const noexcept;
  /// Products of all stages.
  double flops(const PlannedBatch& batch) const noexcept;

  /// For batches, with both checkpoints resident, and with one at a time.
  uint64_t bytes_beside_both() const noexcept { return beside_both_; }
  uint64_t bytes_beside_one() const noexcept { return beside_one_; }

 private:
  CostModel cost_;
  uint32_t token_multiple_, atom_multiple_;
  uint64_t beside_both_ = 0, beside_one_ = 0;
};

}  // namespace bb
