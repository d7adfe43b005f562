#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scheduler/complex_size.h"
#include "scheduler/cost_model.h"

namespace bb {

struct PlanOptions {
  RunSettings settings{};
  DeviceFigures figures{};
  ModelDimensions dimensions{};
  /// Device memory that planned batches may take, weights included.
  uint64_t memory_bytes = uint64_t{64} << 30;
  uint32_t max_batch_size = 16;
  /// Complexes × padded tokens of a batch, for batches of two and more: beyond it a device is busy
  /// anyway, and a larger batch only makes the end of the run and what a failure costs longer.
  uint32_t max_batch_tokens = 4096;
  /// A batch of two and more computes at most so much more than its members would alone (products,
  /// members padded to the multiples below).
  double max_padding = 0.10;
  uint32_t token_multiple = 8;
  uint32_t atom_multiple = 32;  ///< of 32: the width of the windows of atoms
};

struct PlannedBatch {
  uint32_t first = 0;  ///< in Plan::members
  uint32_t count = 0;
  uint32_t tokens = 0;  ///< padded, as all that follow
  uint32_t atoms = 0;
  uint32_t msa_rows = 0;
  uint32_t affinity_tokens = 0;  ///< 0 without affinity
  uint32_t affinity_atoms = 0;
  Stages stages = Stages::structure;
  bool too_large = false;  ///< one complex, predicted not to fit the memory: it may still be tried
  float structure_seconds = 0;
  float affinity_seconds = 0;

  BatchShape structure_shape() const noexcept { return {count, tokens, atoms, msa_rows}; }
  BatchShape affinity_shape() const noexcept {
    return {count, affinity_tokens, affinity_atoms, msa_rows};
  }
  double seconds() const noexcept { return double{structure_seconds} + affinity_seconds; }
  bool operator==(const PlannedBatch&) const = default;
};

/// Which complexes are computed together, and in what order. It follows from sizes and options
/// alone; the store keeps it, and resumed runs and shards use it as it is.
struct Plan {
  std::vector<PlannedBatch> batches;  ///< longest first
  std::vector<uint32_t> members;      ///< rows of the manifest, batch after batch
  uint64_t rows = 0;                  ///< of the manifest, unplanned ones included
  /// Both checkpoints do not fit beside the batches: the device holds the one that it needs.
  bool models_take_turns = false;

  std::span<const uint32_t> members_of(size_t batch) const {
    return std::span(members).subspan(batches[batch].first, batches[batch].count);
  }
  bool operator==(const Plan&) const = default;
};

/// Every row with tokens is in exactly one batch. Members of one batch want the same stages. For
/// the same arguments always the same plan; the order of rows matters for ties only. About 40
/// bytes a row beside the sizes while it works, 4 s for 10 million rows. Throws
/// std::invalid_argument for rows beyond 2³²−2, for a row with tokens and without atoms or MSA rows
/// (naming it), for options out of range.
Plan make_plan(std::span<const ComplexSize> sizes, const PlanOptions& options);

/// Batches of shard `index` of `count`, 0 ≤ index < count, ascending: whole batches, shards of
/// equal predicted cost as far as whole batches allow, each in exactly one. Throws
/// std::invalid_argument.
std::vector<uint32_t> shard_batches(const Plan& plan, uint32_t index, uint32_t count);

}  // namespace bb
