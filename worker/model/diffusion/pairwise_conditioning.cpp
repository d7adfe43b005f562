#include "worker/model/diffusion/pairwise_conditioning.h"

namespace bb {

PairwiseConditioning::PairwiseConditioning(const Weights& weights)
    : init_norm_(weights["dim_pairwise_init_proj"][0]),
      init_proj_(weights["dim_pairwise_init_proj"][1], init_norm_.dim()),
      residual_dtype_(weights.island().dtype()) {
  const Weights transitions = weights["transitions"];
  for (int64_t i = 0; i < transitions.length(); ++i) { transitions_.emplace_back(transitions[i]); }
}

Tensor PairwiseConditioning::operator()(const Tensor& z_trunk, const Tensor& features) const {
  const Tensor joined = at::cat({z_trunk, features.to(z_trunk.scalar_type())}, -1);
  Tensor z = init_proj_(init_norm_(joined)).to(residual_dtype_);  // (B, N, N, C_z)
  for (const Transition& transition : transitions_) { z.add_(transition(z)); }
  return z;
}

}  // namespace bb
