#pragma once

#include "worker/pipeline/model_predictor.h"

namespace bb {

/// Complex `index` of a batch on the host, cut to its own tokens, atoms and chains; a Failure where
/// a number is not finite that must be. Takes the pair matrices and embeddings that `settings`
/// keep.
StructureOutcome unpack_structure(const Prediction& prediction, const ComplexLayout& layout,
                                  int64_t index, const ModelSettings& settings);
AffinityOutcome unpack_affinity(const AffinityPrediction& affinity, int64_t index);

/// The prediction with all that unpacking reads on the host: one transfer per tensor, not per
/// complex.
Prediction to_host(const Prediction& prediction, const ModelSettings& settings);

}  // namespace bb
