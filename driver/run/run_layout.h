#pragma once

#include "driver/run/run_inputs.h"
#include "driver/run/run_weights.h"
#include "io/store/layout.h"

namespace bb {

/// What each complex of a run keeps.
StoreContents store_contents(const Options& options, const RunWeights& weights);

/// A new store's layout: every rank gives its own block of rows.
StoreLayout store_layout(const RunInputs& inputs, const Survey& survey, StoredPlan plan,
                         const StoreContents& contents, StoreAttributes attributes);

}  // namespace bb
