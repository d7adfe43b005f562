#include "worker/model/linear.h"

namespace bb {

Linear::Linear(const Weights& weights, int64_t in, int64_t out)
    : weight_(weights.take("weight", {out, in})) {
  if (weights.has("bias")) bias_ = weights.take("bias", {weight_.size(0)});
}

Tensor Linear::operator()(const Tensor& x) const {
  return at::linear(x.to(weight_.scalar_type()), weight_, bias_);
}

}  // namespace bb
