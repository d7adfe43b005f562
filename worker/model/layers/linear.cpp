#include "worker/model/layers/linear.h"

namespace bb {

Linear::Linear(const Weights& weights, int64_t in, int64_t out)
    : weight_(weights.take("weight", {out, in})) {
  if (weights.has("bias")) { bias_ = weights.take("bias", {weight_.size(0)}); }
}

Tensor Linear::operator()(const Tensor& x) const {
  return at::linear(x.to(weight_.scalar_type()), weight_, bias_);
}

Tensor Linear::channels_first(const Tensor& rows) const {
  if (!bias_.defined()) { return at::mm(weight_, rows.t()); }
  return at::addmm(bias_.unsqueeze(1), weight_, rows.t());
}

}  // namespace bb
