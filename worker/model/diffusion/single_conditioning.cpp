#include "worker/model/diffusion/single_conditioning.h"

namespace bb {

SingleConditioning::SingleConditioning(const Weights& weights)
    : norm_single_(weights["norm_single"]),
      single_embed_(weights["single_embed"], norm_single_.dim()),
      fourier_embed_(weights["fourier_embed"]),
      norm_fourier_(weights["norm_fourier"]),
      fourier_to_single_(weights["fourier_to_single"], norm_fourier_.dim(),
                         single_embed_.out_features()) {
  const Weights transitions = weights["transitions"];
  for (int64_t i = 0; i < transitions.length(); ++i) { transitions_.emplace_back(transitions[i]); }
}

Tensor SingleConditioning::embed_trunk(const Tensor& s_trunk, const Tensor& s_inputs) const {
  return single_embed_(norm_single_(at::cat({s_trunk, s_inputs}, -1)));
}

Tensor SingleConditioning::embed_times(const Tensor& times) const {
  return norm_fourier_(fourier_embed_(times));
}

Tensor SingleConditioning::operator()(const Tensor& trunk, const Tensor& time) const {
  Tensor s = trunk + time;  // (B, N, 2C_s)
  for (const Transition& transition : transitions_) { s.add_(transition(s)); }
  return s;
}

}  // namespace bb
