#pragma once

#include <span>

#include "io/input/templates/template.h"
#include "worker/features/feature_map.h"
#include "worker/features/tokens.h"

namespace bb {

/// One row per template; without templates (and in the affinity stage) one empty row and no
/// template_force.
FeatureMap template_features(const Structure& structure, const TokenList& list,
                             std::span<const Template> templates);

}  // namespace bb
