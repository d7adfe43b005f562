#pragma once

#include "worker/features/conformer_draws.h"
#include "worker/features/feature_map.h"
#include "worker/features/tokens.h"

namespace bb {

/// Features per token and pair of tokens, without a batch dimension: indices, types, masks, bonds,
/// cyclic periods, method. `coordinates`: of every atom of the structure, (atoms, 3) Å; empty
/// before there are any (zeros in the features then).
FeatureMap token_features(const Structure& structure, const TokenList& list,
                          std::span<const float> coordinates, FeatureStage stage);

}  // namespace bb
