#pragma once

#include <span>

#include "io/input/templates/template.h"
#include "worker/features/tokens.h"
#include "worker/model/core/features.h"

namespace bb {

/// One row per template; without templates (and in the affinity stage) one empty row.
TemplateFeatures template_features(const Structure& structure, const TokenList& list,
                                   std::span<const Template> templates);

}  // namespace bb
