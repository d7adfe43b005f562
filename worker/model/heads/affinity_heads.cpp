#include "worker/model/heads/affinity_heads.h"

namespace bb {

namespace {
constexpr double pair_count_epsilon = 1e-7;
}

AffinityHeads::Mlp::Mlp(const Weights& weights) {
  for (int64_t i = 0; i == 0 || weights.has(std::to_string(i)); i += 2) {
    layers_.emplace_back(weights[i], layers_.empty() ? -1 : layers_.back().out_features());
  }
}

Tensor AffinityHeads::Mlp::operator()(const Tensor& x) const {
  Tensor y = layers_.front()(x);
  for (size_t i = 1; i < layers_.size(); ++i) { y = layers_[i](y.relu_()); }
  return y;
}

AffinityHeads::AffinityHeads(const Weights& weights)
    : affinity_out_mlp_(weights["affinity_out_mlp"]),
      to_affinity_pred_value_(weights["to_affinity_pred_value"]),
      to_affinity_pred_score_(weights["to_affinity_pred_score"]),
      to_affinity_logits_binary_(weights["to_affinity_logits_binary"], 1, 1) {}

AffinityLogits AffinityHeads::operator()(const Tensor& z, const Tensor& cross_pairs) const {
  const Tensor off_diagonal = 1 - at::eye(z.size(1), cross_pairs.options());
  const Tensor pairs = (cross_pairs * off_diagonal).unsqueeze(-1);  // (B, N, N, 1)
  const Tensor mean =
      (z * pairs).sum({1, 2}) / (pairs.sum({1, 2}) + pair_count_epsilon);  // (B, C_z)
  const Tensor g = affinity_out_mlp_(mean).relu();                         // (B, C)
  return {.pred_value = to_affinity_pred_value_(g).squeeze(-1),
          .logits_binary = to_affinity_logits_binary_(to_affinity_pred_score_(g)).squeeze(-1)};
}

}  // namespace bb
