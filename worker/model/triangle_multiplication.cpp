#include "worker/model/triangle_multiplication.h"

namespace bb {

TriangleMultiplication::TriangleMultiplication(const Weights& weights, Direction direction)
    : norm_in_(weights["norm_in"]),
      p_in_(weights["p_in"], norm_in_.dim()),
      g_in_(weights["g_in"], norm_in_.dim(), p_in_.out_features()),
      norm_out_(weights["norm_out"], norm_in_.dim()),
      p_out_(weights["p_out"], norm_in_.dim()),
      g_out_(weights["g_out"], norm_in_.dim()),
      direction_(direction) {}

Tensor TriangleMultiplication::operator()(const Tensor& z, const Tensor& pair_mask) const {
  const Tensor x = norm_in_(z);  // (B, N, N, C)
  Tensor gated = p_in_(x).mul_(g_in_(x).sigmoid_());
  gated.mul_(pair_mask.unsqueeze(-1).to(gated.scalar_type()));             // (B, N, N, 2C)
  const Tensor channels_first = gated.permute({0, 3, 1, 2}).contiguous();  // (B, 2C, N, N)
  const auto halves = channels_first.chunk(2, 1);
  // outgoing: Σ_k a[i,k] b[j,k]; incoming: Σ_k a[k,i] b[k,j]
  const Tensor product = direction_ == Direction::outgoing
                             ? at::matmul(halves[0], halves[1].transpose(-1, -2))
                             : at::matmul(halves[0].transpose(-1, -2), halves[1]);
  const Tensor update = product.permute({0, 2, 3, 1}).contiguous();  // (B, N, N, C)
  return p_out_(norm_out_(update)).mul_(g_out_(x).sigmoid_());
}

}  // namespace bb
