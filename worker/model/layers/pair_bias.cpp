#include "worker/model/layers/pair_bias.h"

#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/masks.h"

namespace bb {

namespace {

constexpr int64_t row_alignment = 16;  // elements; what the fused CUDA kernels need of a bias row

}  // namespace

PairBias::PairBias(const Weights& weights) : result_dtype_(weights.island().dtype()) {
  std::vector<Tensor> projections, constants;
  const auto add = [&](const Weights& layer) {
    const Weights wide = layer.island();  // folds in full precision
    const Tensor projection = wide[1].take("weight", {-1, layer[0].size("weight", 0)});
    const Tensor scale = wide[0].take("weight", {projection.size(1)});
    const Tensor shift = wide[0].take("bias", {projection.size(1)});
    projections.push_back(projection * scale);           // (H, C)
    constants.push_back(at::matmul(projection, shift));  // (H)
  };
  if (weights.has("0.weight")) {
    add(weights);
  } else {
    for (int64_t i = 0; i < weights.length(); ++i) { add(weights[i]); }
  }
  weight_ = at::cat(projections, 0).to(weights.dtype());
  bias_ = at::cat(constants, 0).unsqueeze(1).to(weights.dtype());
}

Tensor PairBias::operator()(const Tensor& pairs) const {
  const Tensor normed = layer_norm(pairs).to(weight_.scalar_type());
  const Tensor flat = normed.flatten(0, -2);                  // (X, C)
  const Tensor biases = at::addmm(bias_, weight_, flat.t());  // (L·H, X)
  std::vector<int64_t> shape(pairs.sizes().begin(), pairs.sizes().end() - 1);
  shape.insert(shape.begin(), weight_.size(0));
  return biases.view(shape).to(result_dtype_);  // (L·H, …)
}

Tensor with_key_mask(Tensor bias, const Tensor& key_mask) {
  bias.add_(mask_bias(key_mask, masked_logit, bias.scalar_type()).unsqueeze(-2));
  if (has_cpu_kernels(bias)) { return key_major(bias); }
  const int64_t keys = bias.size(-1);
  if (!bias.is_cuda() || keys % row_alignment == 0) { return bias; }
  // Otherwise every call would pad a copy of its own.
  const int64_t padding = row_alignment - keys % row_alignment;
  return at::constant_pad_nd(bias, {0, padding}).narrow(-1, 0, keys);
}

}  // namespace bb
