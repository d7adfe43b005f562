#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// Which chain each token belongs to, on the device: what scores per chain are reduced with.
/// Chains are numbered within their complex by ascending asym_id; C is the largest number of
/// chains of any complex of the batch.
struct ChainIndex {
  Tensor of_token;    // (B, N) int64; 0 for padding tokens
  Tensor exists;      // (B, C) bool: a complex with fewer chains than C leaves the rest empty
  Tensor is_ligand;   // (B, C) bool
  Tensor is_protein;  // (B, C) bool

  int64_t chains() const { return exists.size(1); }

  /// Built from the layout on the host: no device synchronisation.
  static ChainIndex of(const Features& features);
};

}  // namespace bb
