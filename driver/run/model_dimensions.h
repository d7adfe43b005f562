#pragma once

#include "scheduler/cost_settings.h"
#include "worker/model/core/weights.h"

namespace bb {

/// What the cost model needs to know of the two models, read off the names and shapes of their
/// parameters; `affinity` may be empty. What leaves no trace there keeps the published model's
/// value. `element_bytes`: of the compute dtype on the device.
ModelDimensions dimensions_of(const StateDict& structure, const StateDict& affinity,
                              double element_bytes);

}  // namespace bb
