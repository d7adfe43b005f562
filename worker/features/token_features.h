#pragma once

#include "worker/features/conformer_draws.h"
#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// Features per token and pair of tokens: indices, types, masks, bonds, cyclic periods, method,
/// conditions of pockets and contacts. Throws InputError for a distance that is no float.
TokenFeatures token_features(const Structure& structure, const TokenList& list, FeatureStage stage);

}  // namespace bb
