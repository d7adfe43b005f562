#include "worker/model/layers/attention.h"

#include <algorithm>

namespace bb {

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bias) {
  return at::scaled_dot_product_attention(q, k, v, bias.to(q.scalar_type()));
}

Tensor mask_bias(const Tensor& mask, double magnitude, at::ScalarType dtype) {
  constexpr double largest_half = 6e4;
  if (dtype == at::kHalf) { magnitude = std::min(magnitude, largest_half); }
  return mask.to(dtype).sub(1).mul_(magnitude);
}

}  // namespace bb
