#pragma once

#include <cstdint>
#include <vector>

#include "io/store/layout.h"

namespace bb {

/// Where each row's results lie in the ragged datasets, in elements of their first index; rows that
/// are not planned have 0.
struct RowOffsets {
  std::vector<uint64_t> atom, token, pair,
      chain_pair;  ///< (rows); pair empty if nothing needs it
  uint64_t atoms = 0, tokens = 0, token_pairs = 0, chain_pairs = 0;  ///< totals

  static bool has_pairs(const StoreContents& contents) noexcept {
    return contents.pae || contents.pde || contents.z_channels > 0;
  }
};

/// In the plan's order. Throws std::invalid_argument for a plan that does not fit the rows.
RowOffsets row_offsets(const RowSizes& sizes, const StoreContents& contents,
                       const StoredPlan& plan);

/// Offsets of entries one after another, and the end.
std::vector<uint64_t> running_sum(const std::vector<uint32_t>& sizes);

}  // namespace bb
