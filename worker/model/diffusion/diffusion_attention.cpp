#include "worker/model/diffusion/diffusion_attention.h"

#include "worker/model/diffusion/atom_windows.h"
#include "worker/model/layers/attention.h"
#include "worker/model/layers/gated_attention.h"

namespace bb {

DiffusionAttention::DiffusionAttention(const Weights& weights, AttentionKeys keys)
    : proj_qkvg_(weights, {"proj_q", "proj_k", "proj_v", "proj_g"}),
      proj_o_(weights["proj_o"]),
      keys_(keys) {}

Tensor DiffusionAttention::on_cpu(const Tensor& a, const Tensor& bias) const {
  const Tensor rows = a.reshape({-1, a.size(-1)});  // (B·M·N, C)
  const Tensor out = gated_attention({.q = proj_qkvg_.part(0).channels_first(rows),
                                      .gate = proj_qkvg_.part(3).channels_first(rows),
                                      .k = proj_qkvg_.part(1)(rows),
                                      .v = proj_qkvg_.part(2)(rows),
                                      .bias = bias,
                                      .key_bias = {},
                                      .sharing = a.size(1)});  // (C, B·M·N)
  return proj_o_(out.t()).view(a.sizes());
}

Tensor DiffusionAttention::operator()(const Tensor& a, const Tensor& bias) const {
  if (has_cpu_kernels(a) && has_cpu_kernels(proj_o_.weight())) { return on_cpu(a, bias); }
  const int64_t batch = a.size(0), samples = a.size(1), n = a.size(2), dim = proj_o_.in_features();
  const int64_t heads = bias.size(0), windows = bias.size(2), queries = bias.size(3);
  const int64_t head_dim = dim / heads, keys = bias.size(4);
  const Tensor projected = proj_qkvg_(a);  // (B, M, N, 4C): q, k, v, g

  const auto exact = [&](const Tensor& x) { return x.to(bias.scalar_type()); };
  Tensor q =
      exact(projected.narrow(-1, 0, dim)).view({batch, samples, windows, queries, heads, head_dim});
  Tensor kv = exact(projected.narrow(-1, dim, 2 * dim));  // (B, M, N, 2C)
  if (keys_ == AttentionKeys::windows) {
    // The projections have no bias, so windows of projected atoms are projected windows.
    kv = key_windows(kv.flatten(0, 1));  // (B·M, W, K, 2C)
  }
  kv = kv.unflatten(-1, {2, heads, head_dim});
  kv = keys_ == AttentionKeys::windows ? kv.unflatten(0, {batch, samples}) : kv.unsqueeze(2);
  Tensor k = kv.select(4, 0), v = kv.select(4, 1);  // (B, M, W, K, H, c)

  Tensor out;
  if (samples == 1 || (batch == 1 && windows == 1)) {
    const auto rows = [&](const Tensor& x, int64_t length) {  // -> (B·M·W, H, length, c)
      return x.reshape({batch * samples * windows, length, heads, head_dim}).transpose(1, 2);
    };
    const Tensor shared = bias.flatten(1, 2).transpose(0, 1);  // (B·W, H, Q, K)
    out = attention(rows(q, queries), rows(k, keys), rows(v, keys), shared);
    out = out.transpose(1, 2).reshape({batch, samples, n, dim});
  } else {
    // The samples take the place of the heads, so that the kernel broadcasts one bias over them.
    const auto rows = [&](const Tensor& x, int64_t length) {  // -> (H·B·W, M, length, c)
      return x.permute({4, 0, 2, 1, 3, 5})
          .reshape({heads * batch * windows, samples, length, head_dim});
    };
    const Tensor shared = bias.flatten(0, 2).unsqueeze(1);  // (H·B·W, 1, Q, K)
    out = attention(rows(q, queries), rows(k, keys), rows(v, keys), shared);
    out = out.view({heads, batch, windows, samples, queries, head_dim})
              .permute({1, 3, 2, 4, 0, 5})
              .reshape({batch, samples, n, dim});
  }
  const Tensor gate = projected.narrow(-1, 3 * dim, dim).sigmoid();
  return proj_o_(gate.mul_(out.to(gate.scalar_type())));
}

}  // namespace bb
