#include "worker/model/layers/triangle_attention.h"

#include <algorithm>

#include "worker/model/layers/attention.h"
#include "worker/model/layers/gated_attention.h"

namespace bb {

namespace {
constexpr double masked_triangle = 1e9;
// Rows whose bias differs from row to row are attended to in blocks of about this many logits.
constexpr int64_t block_logits = int64_t{1} << 26;
}  // namespace

TriangleAttention::TriangleAttention(const Weights& weights, Node node)
    : layer_norm_(weights["layer_norm"]),
      linear_(weights["linear"], layer_norm_.dim()),
      linear_q_(weights["mha"]["linear_q"], layer_norm_.dim()),
      linear_k_(weights["mha"]["linear_k"], layer_norm_.dim(), linear_q_.out_features()),
      linear_v_(weights["mha"]["linear_v"], layer_norm_.dim(), linear_q_.out_features()),
      linear_g_(weights["mha"]["linear_g"], layer_norm_.dim(), linear_q_.out_features()),
      linear_o_(weights["mha"]["linear_o"], linear_q_.out_features(), layer_norm_.dim()),
      heads_(linear_.out_features()),
      node_(node) {}

/// Attention within each row: x (I, N, C) normalised, bias broadcastable to (I, H, N, N).
Tensor TriangleAttention::rows(const Tensor& x, const Tensor& bias) const {
  const auto heads_of = [&](const Tensor& projected) {
    return projected.unflatten(-1, {heads_, -1}).transpose(1, 2);  // (I, H, N, c)
  };
  const Tensor out = attention(heads_of(linear_q_(x)), heads_of(linear_k_(x)),
                               heads_of(linear_v_(x)), bias);  // (I, H, N, c)
  return linear_o_(out.transpose(1, 2).flatten(2).mul_(linear_g_(x).sigmoid_()));
}

/// One complex: x (I, N, C) normalised, bias (H, N, N) of its triangles.
Tensor TriangleAttention::complex(const Tensor& x, const Tensor& triangle_bias,
                                  const PairMask& mask, int64_t index) const {
  const int64_t tokens = x.size(0);
  if (mask.token.defined()) {
    // One bias for all rows: rows of padding tokens attend too, and nobody reads them.
    const Tensor key_bias = mask_bias(mask.token[index], masked_triangle, x.scalar_type());  // (N)
    const Tensor bias = (triangle_bias + key_bias).unsqueeze(0);  // (1, H, N, N)
    return rows(x, bias.expand({tokens, -1, -1, -1}));
  }
  const Tensor pairs = node_ == Node::ending ? mask.pair[index].t() : mask.pair[index];  // (I, K)
  const Tensor key_bias =
      mask_bias(pairs, masked_triangle, x.scalar_type()).unsqueeze(1).unsqueeze(1);
  const int64_t block = std::max<int64_t>(1, block_logits / (heads_ * tokens * tokens));
  std::vector<Tensor> parts;
  for (int64_t first = 0; first < tokens; first += block) {
    const int64_t count = std::min(block, tokens - first);
    const Tensor bias = triangle_bias + key_bias.narrow(0, first, count);  // (i, H, N, N)
    parts.push_back(rows(x.narrow(0, first, count), bias));
  }
  return parts.size() == 1 ? parts.front() : at::cat(parts);
}

/// One complex on the CPU: z (N, N, C) normalised. Rows of pairs go through in blocks, from
/// projections to output, because all of theirs at once would not fit the cache.
Tensor TriangleAttention::on_cpu(const Tensor& z, const PairMask& mask, int64_t index) const {
  const bool ending = node_ == Node::ending;
  const int64_t tokens = z.size(0), dim = z.size(2);
  const Tensor lines = ending ? z.transpose(0, 1) : z;  // (I, N, C)
  const Tensor logits = linear_.channels_first(z.reshape({-1, dim})).view({heads_, tokens, tokens});
  const Tensor bias = key_major(ending ? logits.transpose(1, 2) : logits)
                          .unsqueeze(1)
                          .unsqueeze(1);  // (H, 1, 1, N, N)
  Tensor keys = mask.token.defined() ? mask.token[index].expand({tokens, -1}) : mask.pair[index];
  if (ending && !mask.token.defined()) { keys = keys.t(); }
  const Tensor key_bias = mask_bias(keys, masked_triangle, z.scalar_type()).contiguous();  // (I, K)

  const Tensor update = at::empty({tokens, tokens, dim}, z.options());
  const Tensor out_lines = ending ? update.transpose(0, 1) : update;
  constexpr int64_t arrays = 5;  // q, k, v, gate and output
  const int64_t block = cached_rows(tokens * arrays * linear_q_.out_features());
  for_row_blocks(tokens, block, [&](int64_t first, int64_t count) {
    const Tensor rows = lines.narrow(0, first, count).reshape({-1, dim});  // (i·N, C)
    const Tensor out = gated_attention({.q = linear_q_.channels_first(rows),
                                        .gate = linear_g_.channels_first(rows),
                                        .k = linear_k_(rows),
                                        .v = linear_v_(rows),
                                        .bias = bias,
                                        .key_bias = key_bias.narrow(0, first, count),
                                        .sharing = count});
    out_lines.narrow(0, first, count).copy_(linear_o_(out.t()).view({count, tokens, dim}));
  });
  return update;
}

Tensor TriangleAttention::operator()(const Tensor& z, const PairMask& mask) const {
  if (has_cpu_kernels(z) && has_cpu_kernels(linear_.weight())) {
    const Tensor x = layer_norm_(z);
    std::vector<Tensor> updates;
    for (int64_t b = 0; b < x.size(0); ++b) { updates.push_back(on_cpu(x[b], mask, b)); }
    return updates.size() == 1 ? updates.front().unsqueeze(0) : at::stack(updates);
  }
  const bool ending = node_ == Node::ending;
  const Tensor x = layer_norm_(ending ? z.transpose(1, 2) : z);   // (B, N, N, C)
  const Tensor triangle_bias = linear_(x).permute({0, 3, 1, 2});  // (B, H, N, N)
  std::vector<Tensor> updates;
  for (int64_t b = 0; b < x.size(0); ++b) {
    updates.push_back(complex(x[b], triangle_bias[b], mask, b));
  }
  const Tensor update = updates.size() == 1 ? updates.front().unsqueeze(0) : at::stack(updates);
  return ending ? update.transpose(1, 2) : update;
}

}  // namespace bb
