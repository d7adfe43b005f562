#include "worker/model/layers/attention.h"

namespace bb {

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bias) {
  return at::scaled_dot_product_attention(q, k, v, bias.to(q.scalar_type()));
}

}  // namespace bb
