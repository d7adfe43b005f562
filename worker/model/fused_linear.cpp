#include "worker/model/fused_linear.h"

namespace bb {

FusedLinear::FusedLinear(const Weights& weights, std::initializer_list<std::string_view> names) {
  std::vector<Tensor> parts, biases;
  bool any_bias = false;
  int64_t in = -1;
  for (const std::string_view name : names) {
    const Weights part = weights[name];
    parts.push_back(part.take("weight", {-1, in}));
    in = parts.back().size(1);
    const int64_t out = parts.back().size(0);
    const bool has_bias = part.has("bias");
    any_bias = any_bias || has_bias;
    biases.push_back(has_bias ? part.take("bias", {out})
                              : at::zeros({out}, parts.back().options()));
  }
  weight_ = at::cat(parts, 0);
  if (any_bias) bias_ = at::cat(biases, 0);
}

Tensor FusedLinear::operator()(const Tensor& x) const {
  return at::linear(x.to(weight_.scalar_type()), weight_, bias_);
}

}  // namespace bb
