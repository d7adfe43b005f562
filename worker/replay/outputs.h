#pragma once

#include "worker/model/boltz2.h"
#include "worker/tensor_file.h"

namespace bb::replay {

/// The outputs of complex `index` of a batch under the reference's names ("out.s", "out.plddt",
/// "out.pair_chains_iptm.0.1", …) and in its shapes, cut to the complex's own sizes.
TensorMap named_outputs(const Prediction& prediction, const Features& features, int64_t index);

}  // namespace bb::replay
