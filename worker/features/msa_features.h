#pragma once

#include "worker/features/feature_map.h"
#include "worker/features/msa_pairing.h"
#include "worker/features/tokens.h"

namespace bb {

/// MSAs of the chains of a structure, by chain; nullptr: the sequence alone. Their first row is the
/// chain's.
using ChainMsas = std::vector<std::shared_ptr<const Msa>>;

/// msa, msa_paired, has_deletion, deletion_value, msa_mask (S, N), profile (N, 33), deletion_mean
/// (N). Of deletions only those of the query itself count: the reference loses all others.
FeatureMap msa_features(const Structure& structure, const TokenList& list, const ChainMsas& msas);

/// profile_affinity and deletion_mean_affinity: of the queries alone.
FeatureMap query_profile_features(const Structure& structure, const TokenList& list,
                                  const ChainMsas& msas);

}  // namespace bb
