#include "worker/model/diffusion/transformer_conditioning.h"

#include "worker/model/layers/layer_norm.h"

namespace bb {

TransformerConditioning::Block TransformerConditioning::take_block(const Weights& adaln,
                                                                   const Weights& gate) {
  // Joining folds the norm into the projections, in full precision.
  const Weights from = adaln.joins() ? adaln.island() : adaln;
  const Tensor norm = adaln.island()["s_norm"].take("weight", {-1});
  const Tensor scale = from["s_scale"].take("weight", {-1, norm.size(0)});
  const int64_t dim = scale.size(0);
  return {.norm = norm,
          .scale_weight = scale,
          .shift_weight = from["s_bias"].take("weight", {dim, norm.size(0)}),
          .gate_weight = gate.take("weight", {dim, norm.size(0)}),
          .scale_bias = from["s_scale"].take("bias", {dim}),
          .gate_bias = gate.take("bias", {dim})};
}

TransformerConditioning::TransformerConditioning(const Weights& layers)
    : dtype_(layers.dtype()), result_dtype_(layers.island().dtype()) {
  for (int64_t i = 0; i < layers.length(); ++i) {
    const Weights layer = layers[i];
    blocks_.push_back(take_block(layer["adaln"], layer["output_projection_linear"]));
    layer.skip("output_projection");  // the same parameter under its second name
    const Weights transition = layer["transition"];
    blocks_.push_back(take_block(transition["adaln"], transition["output_projection"][0]));
  }
  if (layers.joins()) {
    join(blocks_, dtype_);
    blocks_.clear();
  }
}

void TransformerConditioning::join(const std::vector<Block>& blocks, at::ScalarType dtype) {
  std::vector<Tensor> scales, shifts, scale_biases, gates, gate_biases;
  for (const Block& block : blocks) {
    scales.push_back(block.scale_weight * block.norm);
    shifts.push_back(block.shift_weight * block.norm);
    scale_biases.push_back(block.scale_bias);
    gates.push_back(block.gate_weight);
    gate_biases.push_back(block.gate_bias);
  }
  const Tensor scale_bias = at::stack(scale_biases, 0);  // (2L, C)
  scales.insert(scales.end(), shifts.begin(), shifts.end());
  // Transposed by their strides alone: a matrix product takes them as they are.
  norm_weight_ = at::stack(scales, 0).to(dtype).transpose(1, 2);
  norm_bias_ = at::cat({scale_bias, at::zeros_like(scale_bias)}, 0).unsqueeze(1).to(dtype);
  gate_weight_ = at::stack(gates, 0).transpose(1, 2);
  gate_bias_ = at::stack(gate_biases, 0).unsqueeze(1);
}

LayerConditioning TransformerConditioning::operator()(const Tensor& s) const {
  return blocks_.empty() ? joined(s) : one_by_one(s);
}

LayerConditioning TransformerConditioning::joined(const Tensor& s) const {
  const int64_t count = gate_weight_.size(0);
  const auto project = [&](const Tensor& x, const Tensor& weight, const Tensor& bias) {
    const Tensor flat = x.to(dtype_).flatten(0, 1).unsqueeze(0);  // (1, B·N, C_s)
    const Tensor product = at::baddbmm(bias, flat.expand({weight.size(0), -1, -1}), weight);
    return product.view({weight.size(0), s.size(0), s.size(1), -1}).to(result_dtype_);
  };
  const Tensor adaptive = project(layer_norm(s), norm_weight_, norm_bias_);  // (4L, B, N, C)
  return {.scale = adaptive.narrow(0, 0, count).sigmoid_(),
          .shift = adaptive.narrow(0, count, count),
          .gate = project(s, gate_weight_, gate_bias_).sigmoid_()};
}

LayerConditioning TransformerConditioning::one_by_one(const Tensor& s) const {
  const auto count = static_cast<int64_t>(blocks_.size());
  const int64_t dim = blocks_.front().scale_weight.size(0);
  const Tensor normed = layer_norm(s).flatten(0, 1), given = s.to(dtype_).flatten(0, 1);
  const Tensor all = at::empty({3, count, given.size(0), dim}, given.options());
  for (int64_t i = 0; i < count; ++i) {
    const Block& block = blocks_[static_cast<size_t>(i)];
    const Tensor x = (normed * block.norm).to(dtype_);
    product_out(all[0][i], x, block.scale_weight, block.scale_bias);
    product_out(all[1][i], x, block.shift_weight, {});
    product_out(all[2][i], given, block.gate_weight, block.gate_bias);
  }
  const Tensor result = all.view({3, count, s.size(0), s.size(1), dim}).to(result_dtype_);
  return {.scale = result[0].sigmoid_(), .shift = result[1], .gate = result[2].sigmoid_()};
}

}  // namespace bb
