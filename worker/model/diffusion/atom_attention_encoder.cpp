#include "worker/model/diffusion/atom_attention_encoder.h"

#include "worker/model/diffusion/atom_windows.h"

namespace bb {

namespace {

std::optional<Linear> optional_linear(const Weights& weights, std::string_view name) {
  if (!weights.has(name)) { return std::nullopt; }
  return Linear(weights[name]);
}

}  // namespace

AtomAttentionEncoder::AtomAttentionEncoder(const Weights& weights)
    : r_to_q_trans_(optional_linear(weights, "r_to_q_trans")),
      atom_transformer_(weights["atom_encoder"]["diffusion_transformer"], AttentionKeys::windows),
      // The reference leaves autocast for this one.
      atom_to_token_trans_(weights.island()["atom_to_token_trans"][0]) {}

AtomAttentionEncoder::Output AtomAttentionEncoder::operator()(const Tensor& q,
                                                              const LayerConditioning& conditioning,
                                                              const Tensor& bias,
                                                              const TokenAtomMap& map,
                                                              const Tensor& r) const {
  TORCH_INTERNAL_ASSERT(r.defined() == r_to_q_trans_.has_value());
  const Tensor start = q.unsqueeze(1);                                           // (B, 1, A, C_a)
  Tensor atoms = r.defined() ? (*r_to_q_trans_)(r).add_(start) : start.clone();  // (B, M, A, C_a)
  atom_transformer_(atoms, conditioning, bias);
  const Tensor a = map.mean_over_atoms(atom_to_token_trans_(atoms).relu_());  // (B, M, N, C)
  return {.a = a, .q = atoms};
}

Tensor window_key_mask(const Tensor& atom_mask) { return key_windows(atom_mask); }

}  // namespace bb
