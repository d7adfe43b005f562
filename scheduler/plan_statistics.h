#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/plan.h"

namespace bb {

/// Batches of similar padded length.
struct LengthBucket {
  uint32_t min_tokens = 0;  ///< padded; both ends are included
  uint32_t max_tokens = 0;
  uint64_t batches = 0;
  uint64_t complexes = 0;
  double seconds = 0;  ///< predicted, all stages
};

/// What --dry-run prints of a plan.
struct PlanStatistics {
  uint64_t complexes = 0;
  uint64_t unplanned = 0;  ///< rows with errors
  uint64_t batches = 0;
  uint64_t too_large = 0;  ///< complexes predicted not to fit the memory
  uint64_t affinity_complexes = 0;
  uint64_t shapes =
      0;  ///< distinct (complexes, tokens, atoms): each costs the diffusion a captured graph
  double structure_seconds = 0;  ///< predicted, one device
  double affinity_seconds = 0;
  double longest_batch_seconds = 0;   ///< no number of devices makes the run shorter
  double flops = 0;                   ///< of padded batches
  double token_waste = 0;             ///< share of token positions that are padding
  double flops_waste = 0;             ///< share of products computed for padding
  uint64_t largest_bytes = 0;         ///< predicted device memory, without weights, of what fits
  uint64_t weight_bytes = 0;          ///< resident beside it
  std::vector<LengthBucket> buckets;  ///< by length, those without batches left out

  double seconds() const noexcept { return structure_seconds + affinity_seconds; }
};

/// `sizes` and `options` are those that the plan was made of.
PlanStatistics statistics_of(const Plan& plan, std::span<const ComplexSize> sizes,
                             const PlanOptions& options);

/// Of the batches of a shard.
PlanStatistics statistics_of(const Plan& plan, std::span<const ComplexSize> sizes,
                             const PlanOptions& options, std::span<const uint32_t> batches);

}  // namespace bb
