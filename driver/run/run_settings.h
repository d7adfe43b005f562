#pragma once

#include "driver/options/options.h"
#include "io/store/layout.h"
#include "worker/pipeline/model_predictor.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// What a run's options say to the model.
ModelSettings model_settings(const Options& options);

/// Of products: --compute-dtype.
at::ScalarType compute_dtype(const Options& options);

/// What a run's options say to reading inputs. Throws as choose_affinity() does.
PreparationOptions preparation_options(const Options& options);

/// What a run's options leave in the store: the options themselves, for people, and what must be
/// equal for another run to continue it. Hashes and versions are left to the caller.
/// `affinity`: choose_affinity().
StoreAttributes store_attributes(const Options& options, std::optional<bool> affinity);

}  // namespace bb
