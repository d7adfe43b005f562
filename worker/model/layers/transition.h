#pragma once

#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// SwiGLU transition: fc3(silu(fc1(x)) · fc2(x)) of the normalised input (AlphaFold 3, Alg. 11).
class Transition {
 public:
  explicit Transition(const Weights& weights);

  Tensor operator()(const Tensor& x) const;  // (…, C) -> (…, C_out), without the residual

 private:
  Tensor rows(const Tensor& x) const;

  LayerNorm norm_;
  Linear fc1_, fc2_, fc3_;
};

}  // namespace bb
