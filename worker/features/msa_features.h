#pragma once

#include "worker/features/conformer_draws.h"
#include "worker/features/msa_pairing.h"
#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// MSAs of the chains of a structure, by chain; nullptr: the sequence alone. Their first row is the
/// chain's.
using ChainMsas = std::vector<std::shared_ptr<const Msa>>;

/// Of deletions only those of the query itself count: the reference loses all others. The affinity
/// stage has a profile of the queries alone, too.
MsaFeatures msa_features(const Structure& structure, const TokenList& list, const ChainMsas& msas,
                         FeatureStage stage);

}  // namespace bb
