#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/plan.h"

namespace bb {

/// A plan as the store keeps it: plain arrays.
struct PlanArrays {
  static constexpr uint32_t columns = 9;
  /// Of `batches`, in this order.
  static constexpr const char* column_names[columns] = {
      "first",  "count",           "tokens",         "atoms", "msa_rows",
      "stages", "affinity_tokens", "affinity_atoms", "flags"};  // flags: 1 too_large

  uint64_t rows = 0;
  bool models_take_turns = false;
  std::vector<uint32_t> batches;  ///< (batches, columns)
  std::vector<float> seconds;     ///< (batches, 2): structure, affinity
  std::vector<uint32_t> members;  ///< rows of the manifest
  uint32_t checksum = 0;          ///< CRC-32 of all the above
  bool operator==(const PlanArrays&) const = default;
};

uint32_t checksum_of(const PlanArrays& arrays);

PlanArrays to_arrays(const Plan& plan);

/// Throws std::runtime_error, saying what, for a wrong checksum, and for arrays that are no plan:
/// members out of range, twice or not covered by batches, shapes of zero, a batch out of order.
Plan from_arrays(const PlanArrays& arrays);

}  // namespace bb
