#include "worker/model/layers/layer_norm.h"

#include <algorithm>

#include <ATen/Parallel.h>

#include "worker/model/cpu/kernels.h"
#include "worker/model/layers/gated_attention.h"

namespace bb {

namespace {

constexpr double epsilon = 1e-5;

template <class T>
void normalise(const Tensor& x, const Tensor& scale, const Tensor& shift, const Tensor& out) {
  const int64_t dim = x.size(-1), rows = x.numel() / dim;
  const auto row_of = [](const Tensor& given, int64_t stride, int64_t row) -> const T* {
    return given.defined() ? given.const_data_ptr<T>() + row * stride : nullptr;
  };
  const int64_t stride = scale.defined() && scale.dim() > 1 ? dim : 0;
  constexpr int64_t elements_per_task = 1 << 14;
  const int64_t grain = std::max<int64_t>(1, elements_per_task / dim);
  at::parallel_for(0, rows, grain, [&](int64_t from, int64_t to) {
    cpu::kernels<T>().layer_norm({.rows = to - from,
                                  .dim = dim,
                                  .x = x.const_data_ptr<T>() + from * dim,
                                  .x_stride = dim,
                                  .out = out.mutable_data_ptr<T>() + from * dim,
                                  .scale = row_of(scale, stride, from),
                                  .shift = row_of(shift, stride, from),
                                  .affine_stride = stride});
  });
}

Tensor on_cpu(const Tensor& given, const Tensor& scale, const Tensor& shift) {
  const Tensor x = given.contiguous();
  Tensor out = at::empty_like(x);
  if (x.numel() == 0) { return out; }
  if (x.scalar_type() == at::kDouble) {
    normalise<double>(x, scale, shift, out);
  } else {
    normalise<float>(x, scale, shift, out);
  }
  return out;
}

}  // namespace

LayerNorm::LayerNorm(const Weights& weights, int64_t dim)
    : weight_(weights.island().take("weight", {dim})), result_dtype_(weights.dtype()) {
  if (weights.has("bias")) { bias_ = weights.island().take("bias", {weight_.size(0)}); }
}

Tensor LayerNorm::operator()(const Tensor& x) const {
  const Tensor exact = x.to(weight_.scalar_type());
  if (has_cpu_kernels(exact)) { return on_cpu(exact, weight_, bias_).to(result_dtype_); }
  return at::layer_norm(exact, weight_.sizes(), weight_, bias_, epsilon).to(result_dtype_);
}

Tensor layer_norm(const Tensor& x) {
  if (has_cpu_kernels(x)) { return on_cpu(x, {}, {}); }
  return at::layer_norm(x, {x.size(-1)}, {}, {}, epsilon);
}

Tensor scaled_layer_norm(const Tensor& x, const Tensor& scale, const Tensor& shift) {
  if (!has_cpu_kernels(x)) { return at::addcmul(shift, scale, layer_norm(x)); }
  return on_cpu(x, scale.contiguous(), shift.contiguous());
}

}  // namespace bb
