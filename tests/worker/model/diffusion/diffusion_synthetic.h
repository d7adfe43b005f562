#pragma once

#include "tests/worker/model/synthetic.h"

namespace bb::test {

/// Sizes of a made-up diffusion model.
struct DiffusionSizes {
  int64_t c_s = 8, c_z = 6, c_a = 12, c_ap = 4, fourier = 10;
  int64_t atom_heads = 3, token_heads = 4, atom_layers = 2, token_layers = 3;
};

/// What the atom encoders look at, added to a synthetic complex.
inline void add_atom_features(Features& f) {
  const int64_t atoms = f.atoms();
  const Tensor& mask = f.atom_mask;
  const auto integers = [&](int64_t below) {
    return at::randint(0, below, {1, atoms}, at::kLong) * mask.to(at::kLong);
  };
  f.ref_pos = at::randn({1, atoms, 3}, at::kDouble) * mask.unsqueeze(-1);
  f.ref_charge = at::randn({1, atoms}, at::kDouble) * mask;
  f.ref_element = integers(elements);
  f.ref_name_chars =
      at::randint(0, atom_name_codes, {1, atoms, 4}, at::kLong) * mask.to(at::kLong).unsqueeze(-1);
  f.ref_space_uid = f.atom_to_token.clone();
  f.atom_backbone = at::rand({1, atoms, 17}, at::kDouble) * mask.unsqueeze(-1);
  f.res_type = at::rand({1, f.tokens(), residue_types}, at::kDouble);
  f.modified = at::randint(0, 2, {1, f.tokens()}, at::kLong);
}

inline void add_atom_encoder(SyntheticWeights& w, const std::string& name, int64_t features,
                             const DiffusionSizes& n) {
  w.linear(name + ".embed_atom_features", features, n.c_a, true);
  w.linear(name + ".embed_atompair_ref_pos", 3, n.c_ap);
  w.linear(name + ".embed_atompair_ref_dist", 1, n.c_ap);
  w.linear(name + ".embed_atompair_mask", 1, n.c_ap);
  w.linear(name + ".c_to_p_trans_k.1", n.c_a, n.c_ap);
  w.linear(name + ".c_to_p_trans_q.1", n.c_a, n.c_ap);
  for (const char* layer : {".p_mlp.1", ".p_mlp.3", ".p_mlp.5"}) {
    w.linear(name + layer, n.c_ap, n.c_ap);
  }
}

inline void add_transformer(SyntheticWeights& w, const std::string& name, int64_t layers,
                            int64_t dim) {
  for (int64_t i = 0; i < layers; ++i) {
    const std::string layer = name + ".layers." + std::to_string(i);
    for (const std::string& adaln : {layer + ".adaln", layer + ".transition.adaln"}) {
      w.tensor(adaln + ".s_norm.weight", {dim});
      w.linear(adaln + ".s_scale", dim, dim, true);
      w.linear(adaln + ".s_bias", dim, dim);
    }
    w.linear(layer + ".pair_bias_attn.proj_q", dim, dim, true);
    for (const char* part : {"k", "v", "g", "o"}) {
      w.linear(layer + ".pair_bias_attn.proj_" + part, dim, dim);
    }
    w.linear(layer + ".output_projection_linear", dim, dim, true);
    for (const char* part : {".weight", ".bias"}) {  // one parameter, two names
      w.state[layer + ".output_projection.0" + part] =
          w.state.at(layer + ".output_projection_linear" + part);
    }
    w.linear(layer + ".transition.swish_gate.0", dim, 4 * dim);
    w.linear(layer + ".transition.a_to_b", dim, 2 * dim);
    w.linear(layer + ".transition.b_to_a", 2 * dim, dim);
    w.linear(layer + ".transition.output_projection.0", dim, dim, true);
  }
}

/// `diffusion_conditioning` and `structure_module`.
inline Weights diffusion_weights(const DiffusionSizes& n) {
  SyntheticWeights w;
  const std::string c = "diffusion_conditioning";
  w.norm(c + ".pairwise_conditioner.dim_pairwise_init_proj.0", 2 * n.c_z);
  w.linear(c + ".pairwise_conditioner.dim_pairwise_init_proj.1", 2 * n.c_z, n.c_z);
  w.transition(c + ".pairwise_conditioner.transitions.0", n.c_z);
  add_atom_encoder(w, c + ".atom_encoder", 388, n);
  w.norm(c + ".atom_encoder.s_to_c_trans.0", n.c_s);
  w.linear(c + ".atom_encoder.s_to_c_trans.1", n.c_s, n.c_a);
  w.norm(c + ".atom_encoder.z_to_p_trans.0", n.c_z);
  w.linear(c + ".atom_encoder.z_to_p_trans.1", n.c_z, n.c_ap);
  const auto biases = [&](const std::string& name, int64_t layers, int64_t in, int64_t heads) {
    for (int64_t i = 0; i < layers; ++i) {
      w.norm(c + name + std::to_string(i) + ".0", in);
      w.linear(c + name + std::to_string(i) + ".1", in, heads);
    }
  };
  biases(".atom_enc_proj_z.", n.atom_layers, n.c_ap, n.atom_heads);
  biases(".atom_dec_proj_z.", n.atom_layers, n.c_ap, n.atom_heads);
  biases(".token_trans_proj_z.", n.token_layers, n.c_z, n.token_heads);

  const std::string s = "structure_module.score_model";
  const int64_t dim = 2 * n.c_s;
  w.norm(s + ".single_conditioner.norm_single", dim);
  w.linear(s + ".single_conditioner.single_embed", dim, dim, true);
  w.linear(s + ".single_conditioner.fourier_embed.proj", 1, n.fourier, true);
  w.norm(s + ".single_conditioner.norm_fourier", n.fourier);
  w.linear(s + ".single_conditioner.fourier_to_single", n.fourier, dim);
  w.transition(s + ".single_conditioner.transitions.0", dim);
  w.linear(s + ".atom_attention_encoder.r_to_q_trans", 3, n.c_a);
  add_transformer(w, s + ".atom_attention_encoder.atom_encoder.diffusion_transformer",
                  n.atom_layers, n.c_a);
  w.linear(s + ".atom_attention_encoder.atom_to_token_trans.0", n.c_a, dim);
  w.norm(s + ".s_to_a_linear.0", dim);
  w.linear(s + ".s_to_a_linear.1", dim, dim);
  add_transformer(w, s + ".token_transformer", n.token_layers, dim);
  w.norm(s + ".a_norm", dim);
  w.linear(s + ".atom_attention_decoder.a_to_q_trans", dim, n.c_a);
  add_transformer(w, s + ".atom_attention_decoder.atom_decoder.diffusion_transformer",
                  n.atom_layers, n.c_a);
  w.norm(s + ".atom_attention_decoder.atom_feat_to_atom_pos_update.0", n.c_a);
  w.linear(s + ".atom_attention_decoder.atom_feat_to_atom_pos_update.1", n.c_a, 3);
  return w.weights();
}

}  // namespace bb::test
