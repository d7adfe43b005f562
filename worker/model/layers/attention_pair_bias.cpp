#include "worker/model/layers/attention_pair_bias.h"

#include "worker/model/layers/attention.h"
#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/masks.h"

namespace bb {

AttentionPairBias::AttentionPairBias(const Weights& weights)
    : proj_q_(weights["proj_q"]),
      proj_k_(weights["proj_k"], proj_q_.in_features()),
      proj_v_(weights["proj_v"], proj_q_.in_features()),
      proj_g_(weights["proj_g"], proj_q_.in_features()),
      norm_z_(weights["proj_z"][0]),
      proj_z_(weights["proj_z"][1], norm_z_.dim()),
      proj_o_(weights["proj_o"], proj_q_.out_features()),
      heads_(proj_z_.out_features()) {}

Tensor AttentionPairBias::on_cpu(const Tensor& s, const Tensor& z, const Tensor& token_mask) const {
  const Tensor rows = s.reshape({-1, s.size(-1)});  // (B·N, C_s)
  const Tensor normed = norm_z_(z);
  const Tensor logits = proj_z_.channels_first(normed.view({-1, normed.size(-1)}));
  const Tensor bias =
      key_major(logits.view({heads_, z.size(0), 1, z.size(1), z.size(2)}));  // (H, B, 1, N, N)
  const Tensor out =
      gated_attention({.q = proj_q_.channels_first(rows),
                       .gate = proj_g_.channels_first(rows),
                       .k = proj_k_(rows),
                       .v = proj_v_(rows),
                       .bias = bias,
                       .key_bias = mask_bias(token_mask, masked_logit, s.scalar_type())});
  return proj_o_(out.t()).view(s.sizes());
}

Tensor AttentionPairBias::operator()(const Tensor& s, const Tensor& z,
                                     const Tensor& token_mask) const {
  if (has_cpu_kernels(s) && has_cpu_kernels(proj_o_.weight())) { return on_cpu(s, z, token_mask); }
  const auto heads_of = [&](const Tensor& projected) {
    return projected.unflatten(-1, {heads_, -1}).transpose(1, 2);  // (B, H, N, c)
  };
  const Tensor q = heads_of(proj_q_(s));
  const Tensor key_bias = mask_bias(token_mask, masked_logit, q.scalar_type());  // (B, N)
  const Tensor bias = proj_z_(norm_z_(z)).permute({0, 3, 1, 2}) +
                      key_bias.unsqueeze(1).unsqueeze(1);  // (B, H, N, N)
  const Tensor out = attention(q, heads_of(proj_k_(s)), heads_of(proj_v_(s)), bias);
  return proj_o_(out.transpose(1, 2).flatten(2).mul_(proj_g_(s).sigmoid_()));
}

}  // namespace bb
