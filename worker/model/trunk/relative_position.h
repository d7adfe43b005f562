#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/hyper_parameters.h"
#include "worker/model/core/weights.h"

namespace bb {

/// Relative position encoding (AlphaFold 3, Alg. 3), residue offsets clipped at ±32, token offsets
/// within a residue at ±32, chain offsets at ±2; cyclic chains wrap.
class RelativePositionEncoder {
 public:
  using Options = RelativePositionOptions;

  RelativePositionEncoder(const Weights& weights, Options options);

  Tensor operator()(const Features& features) const;  // (B, N, N, C_z) float32 (float64)

 private:
  Tensor table_;  // (139, C_z): the transposed weight, one row per class
  Options options_;
};

}  // namespace bb
