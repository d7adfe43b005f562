#include "worker/model/layer_norm.h"

namespace bb {

namespace {
constexpr double epsilon = 1e-5;
}

LayerNorm::LayerNorm(const Weights& weights, int64_t dim)
    : weight_(weights.island().take("weight", {dim})), result_dtype_(weights.dtype()) {
  if (weights.has("bias")) bias_ = weights.island().take("bias", {weight_.size(0)});
}

Tensor LayerNorm::operator()(const Tensor& x) const {
  return at::layer_norm(x.to(weight_.scalar_type()), weight_.sizes(), weight_, bias_, epsilon)
      .to(result_dtype_);
}

Tensor layer_norm(const Tensor& x) { return at::layer_norm(x, {x.size(-1)}, {}, {}, epsilon); }

}  // namespace bb
