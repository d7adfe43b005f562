#include "worker/model/layers/triangle_multiplication.h"

#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/gates.h"

namespace bb {

TriangleMultiplication::TriangleMultiplication(const Weights& weights, Direction direction)
    : norm_in_(weights["norm_in"]),
      p_in_(weights["p_in"], norm_in_.dim()),
      g_in_(weights["g_in"], norm_in_.dim(), p_in_.out_features()),
      norm_out_(weights["norm_out"], norm_in_.dim()),
      p_out_(weights["p_out"], norm_in_.dim()),
      g_out_(weights["g_out"], norm_in_.dim()),
      direction_(direction) {}

/// outgoing: Σ_k a[i,k] b[j,k]; incoming: Σ_k a[k,i] b[k,j]. gated (…, 2C, N, N) -> (…, C, N, N)
Tensor TriangleMultiplication::multiply(const Tensor& gated) const {
  const auto halves = gated.chunk(2, -3);
  return direction_ == Direction::outgoing ? at::matmul(halves[0], halves[1].transpose(-1, -2))
                                           : at::matmul(halves[0].transpose(-1, -2), halves[1]);
}

/// One complex on the CPU: z (N·N, C), mask (N·N). Pairs go through in blocks that stay in the
/// cache; products with transposed rows give channels first, as the multiplication wants them.
Tensor TriangleMultiplication::on_cpu(const Tensor& z, const Tensor& mask, int64_t tokens) const {
  const int64_t pairs = z.size(0), dim = z.size(1);
  constexpr int64_t arrays = 6;  // of C: the input and both halves with their gates
  const int64_t block = cached_rows(arrays * dim);
  const Tensor gated = at::empty({p_in_.out_features(), pairs}, z.options());
  for_row_blocks(pairs, block, [&](int64_t first, int64_t count) {
    const Tensor x = norm_in_(z.narrow(0, first, count));
    const Tensor part = gate_(p_in_.channels_first(x), g_in_.channels_first(x));  // (2C, n)
    Tensor to = gated.narrow(1, first, count);
    at::mul_out(to, part, mask.narrow(0, first, count));
  });
  const Tensor product = multiply(gated.view({-1, tokens, tokens})).view({dim, pairs});
  const Tensor update = at::empty({pairs, dim}, z.options());
  for_row_blocks(pairs, block, [&](int64_t first, int64_t count) {
    const Tensor rows = norm_out_(product.narrow(1, first, count).t());
    const Tensor gate = g_out_(norm_in_(z.narrow(0, first, count)));
    update.narrow(0, first, count).copy_(gate_(p_out_(rows), gate));
  });
  return update;
}

Tensor TriangleMultiplication::operator()(const Tensor& z, const Tensor& pair_mask) const {
  if (has_cpu_kernels(z) && z.scalar_type() == p_in_.weight().scalar_type()) {
    const int64_t tokens = z.size(1);
    Tensor update = at::empty_like(z, at::MemoryFormat::Contiguous);
    for (int64_t b = 0; b < z.size(0); ++b) {
      const Tensor mask = pair_mask[b].reshape({-1}).to(z.scalar_type());
      update[b].copy_(on_cpu(z[b].reshape({-1, z.size(-1)}), mask, tokens).view(z[b].sizes()));
    }
    return update;
  }
  const Tensor x = norm_in_(z);  // (B, N, N, C)
  Tensor gated = p_in_(x).mul_(g_in_(x).sigmoid_());
  gated.mul_(pair_mask.unsqueeze(-1).to(gated.scalar_type()));                // (B, N, N, 2C)
  const Tensor product = multiply(gated.permute({0, 3, 1, 2}).contiguous());  // (B, C, N, N)
  const Tensor update = product.permute({0, 2, 3, 1}).contiguous();           // (B, N, N, C)
  return p_out_(norm_out_(update)).mul_(g_out_(x).sigmoid_());
}

}  // namespace bb
