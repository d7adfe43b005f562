#include "worker/model/layers/pair_weighted_averaging.h"

#include "worker/model/layers/masks.h"

namespace bb {

PairWeightedAveraging::PairWeightedAveraging(const Weights& weights)
    : norm_m_(weights["norm_m"]),
      norm_z_(weights["norm_z"]),
      proj_m_(weights["proj_m"], norm_m_.dim()),
      proj_g_(weights["proj_g"], norm_m_.dim(), proj_m_.out_features()),
      proj_z_(weights["proj_z"], norm_z_.dim()),
      proj_o_(weights["proj_o"], proj_m_.out_features(), norm_m_.dim()),
      heads_(proj_z_.out_features()) {}

Tensor PairWeightedAveraging::pair_weights(const Tensor& z, const Tensor& token_mask) const {
  const Tensor logits = proj_z_(norm_z_(z)).permute({0, 3, 1, 2});  // (B, H, N, N)
  const Tensor key_bias = mask_bias(token_mask, masked_logit, token_mask.scalar_type());
  return (logits + key_bias.unsqueeze(1).unsqueeze(1)).softmax(-1).to(logits.scalar_type());
}

Tensor PairWeightedAveraging::operator()(const Tensor& m, const Tensor& pair_weights) const {
  const int64_t batch = m.size(0);
  const int64_t rows = m.size(1);
  const int64_t tokens = m.size(2);
  const Tensor normed = norm_m_(m);
  const Tensor v = proj_m_(normed)
                       .view({batch, rows, tokens, heads_, -1})
                       .permute({0, 3, 2, 1, 4})
                       .reshape({batch, heads_, tokens, -1});  // (B, H, N, S·c)
  const Tensor averaged = at::matmul(pair_weights, v)
                              .view({batch, heads_, tokens, rows, -1})
                              .permute({0, 3, 2, 1, 4})
                              .reshape({batch, rows, tokens, -1});  // (B, S, N, H·c)
  return proj_o_(proj_g_(normed).sigmoid_().mul_(averaged));
}

}  // namespace bb
