#include "worker/model/transformer_conditioning.h"

#include "worker/model/layer_norm.h"

namespace bb {

TransformerConditioning::TransformerConditioning(const Weights& layers)
    : result_dtype_(layers.island().dtype()) {
  std::vector<Tensor> scales, shifts, scale_biases, gates, gate_biases;
  const auto add = [&](const Weights& adaln, const Weights& gate) {
    const Weights wide = adaln.island();  // folds in full precision
    const Tensor norm = wide["s_norm"].take("weight", {-1});
    const Tensor scale = wide["s_scale"].take("weight", {-1, norm.size(0)});  // (C, C_s)
    const int64_t dim = scale.size(0);
    const Tensor shift = wide["s_bias"].take("weight", {dim, norm.size(0)});
    scales.push_back(scale * norm);
    shifts.push_back(shift * norm);
    scale_biases.push_back(wide["s_scale"].take("bias", {dim}));
    gates.push_back(gate.take("weight", {dim, norm.size(0)}));
    gate_biases.push_back(gate.take("bias", {dim}));
  };
  for (int64_t i = 0; i < layers.length(); ++i) {
    const Weights layer = layers[i];
    add(layer["adaln"], layer["output_projection_linear"]);
    layer.skip("output_projection");  // the same parameter under its second name
    add(layer["transition"]["adaln"], layer["transition"]["output_projection"][0]);
  }
  const Tensor scale_bias = at::stack(scale_biases, 0);  // (2L, C)
  scales.insert(scales.end(), shifts.begin(), shifts.end());
  // Transposed by their strides alone: a matrix product takes them as they are.
  norm_weight_ = at::stack(scales, 0).to(layers.dtype()).transpose(1, 2);
  norm_bias_ = at::cat({scale_bias, at::zeros_like(scale_bias)}, 0).unsqueeze(1).to(layers.dtype());
  gate_weight_ = at::stack(gates, 0).transpose(1, 2);
  gate_bias_ = at::stack(gate_biases, 0).unsqueeze(1);
}

LayerConditioning TransformerConditioning::operator()(const Tensor& s) const {
  const int64_t count = gate_weight_.size(0);
  const at::ScalarType dtype = gate_weight_.scalar_type();
  const auto project = [&](const Tensor& x, const Tensor& weight, const Tensor& bias) {
    const Tensor flat = x.to(dtype).flatten(0, 1).unsqueeze(0);  // (1, B·N, C_s)
    const Tensor product = at::baddbmm(bias, flat.expand({weight.size(0), -1, -1}), weight);
    return product.view({weight.size(0), s.size(0), s.size(1), -1}).to(result_dtype_);
  };
  const Tensor adaptive = project(layer_norm(s), norm_weight_, norm_bias_);  // (4L, B, N, C)
  return {.scale = adaptive.narrow(0, 0, count).sigmoid_(),
          .shift = adaptive.narrow(0, count, count),
          .gate = project(s, gate_weight_, gate_bias_).sigmoid_()};
}

}  // namespace bb
