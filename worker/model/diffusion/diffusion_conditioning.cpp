#include "worker/model/diffusion/diffusion_conditioning.h"

namespace bb {

DiffusionConditioning::DiffusionConditioning(const Weights& weights, AtomEncoder::Options options)
    : pairwise_conditioner_(weights["pairwise_conditioner"]),
      atom_encoder_(weights["atom_encoder"], options),
      atom_enc_proj_z_(weights["atom_enc_proj_z"]),
      atom_dec_proj_z_(weights["atom_dec_proj_z"]),
      token_trans_proj_z_(weights["token_trans_proj_z"]) {}

DiffusionConditioningOutput DiffusionConditioning::operator()(
    const Features& features, const Tensor& s_trunk, const Tensor& z_trunk,
    const Tensor& relative_position) const {
  const Tensor z = pairwise_conditioner_(z_trunk, relative_position);  // (B, N, N, C_z)
  const AtomEncoding atoms = atom_encoder_(features, s_trunk, z);
  return {.q = atoms.q,
          .c = atoms.c,
          .atom_enc_bias = atom_enc_proj_z_(atoms.p),
          .atom_dec_bias = atom_dec_proj_z_(atoms.p),
          .token_trans_bias = token_trans_proj_z_(z)};
}

}  // namespace bb
