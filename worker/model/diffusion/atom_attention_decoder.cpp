#include "worker/model/diffusion/atom_attention_decoder.h"

namespace bb {

AtomAttentionDecoder::AtomAttentionDecoder(const Weights& weights)
    : a_to_q_trans_(weights["a_to_q_trans"]),
      atom_transformer_(weights["atom_decoder"]["diffusion_transformer"], AttentionKeys::windows),
      norm_(weights["atom_feat_to_atom_pos_update"][0]),
      position_update_(weights["atom_feat_to_atom_pos_update"][1], norm_.dim(), 3) {}

Tensor AtomAttentionDecoder::operator()(const Tensor& a, const Tensor& q,
                                        const LayerConditioning& conditioning, const Tensor& bias,
                                        const TokenAtomMap& map) const {
  const Tensor of_tokens = map.to_atoms(a_to_q_trans_(a));    // (B, M, A, C_a)
  Tensor atoms = at::addcmul(q, of_tokens, map.atom_mask());  // (B, M, A, C_a)
  atom_transformer_(atoms, conditioning, bias);
  return position_update_(norm_(atoms));  // (B, M, A, 3)
}

}  // namespace bb
