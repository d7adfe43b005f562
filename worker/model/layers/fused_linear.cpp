#include "worker/model/layers/fused_linear.h"

namespace bb {

FusedLinear::FusedLinear(const Weights& weights, std::initializer_list<std::string_view> names) {
  int64_t in = -1;
  for (const std::string_view name : names) {
    parts_.emplace_back(weights[name], in);
    in = parts_.back().in_features();
  }
  if (!weights.joins()) { return; }
  std::vector<Tensor> products, biases;
  bool any_bias = false;
  for (const Linear& part : parts_) {
    products.push_back(part.weight());
    any_bias = any_bias || part.bias().defined();
    biases.push_back(part.bias().defined()
                         ? part.bias()
                         : at::zeros({part.out_features()}, part.weight().options()));
  }
  weight_ = at::cat(products, 0);
  if (any_bias) { bias_ = at::cat(biases, 0); }
  int64_t place = 0;
  for (Linear& part : parts_) {
    const int64_t out = part.out_features();
    part = Linear(weight_.narrow(0, place, out), any_bias ? bias_.narrow(0, place, out) : Tensor());
    place += out;
  }
}

Tensor FusedLinear::operator()(const Tensor& x) const {
  if (weight_.defined()) { return at::linear(x.to(weight_.scalar_type()), weight_, bias_); }
  int64_t out = 0;
  for (const Linear& part : parts_) { out += part.out_features(); }
  const Tensor& first = parts_.front().weight();
  const Tensor rows = x.to(first.scalar_type()).reshape({-1, first.size(1)});
  const Tensor all = at::empty({rows.size(0), out}, rows.options());
  int64_t place = 0;
  for (const Linear& part : parts_) {
    product_out(all.narrow(1, place, part.out_features()), rows, part.weight(), part.bias());
    place += part.out_features();
  }
  std::vector<int64_t> sizes = x.sizes().vec();
  sizes.back() = out;
  return all.view(sizes);
}

}  // namespace bb
