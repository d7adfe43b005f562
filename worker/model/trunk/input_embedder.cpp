#include "worker/model/trunk/input_embedder.h"

namespace bb {

InputEmbedder::InputEmbedder(const Weights& weights, AtomEncoder::Options options)
    : atom_encoder_(weights["atom_encoder"].island(), options),
      atom_enc_proj_z_(weights["atom_enc_proj_z"]),
      atom_attention_encoder_(weights["atom_attention_encoder"]),
      res_type_encoding_(weights["res_type_encoding"], residue_types),
      msa_profile_encoding_(weights["msa_profile_encoding"], residue_types + 1,
                            res_type_encoding_.out_features()) {
  const int64_t token_s = res_type_encoding_.out_features();
  const auto table = [&](std::string_view name) {
    return weights.has(name) ? weights[name].island().take("weight", {-1, token_s}) : Tensor();
  };
  method_conditioning_ = table("method_conditioning_init");
  modified_conditioning_ = table("modified_conditioning_init");
  mol_type_conditioning_ = table("mol_type_conditioning_init");
  if (weights.has("cyclic_conditioning_init")) {
    cyclic_conditioning_.emplace(weights["cyclic_conditioning_init"], 1, token_s);
  }
}

Tensor InputEmbedder::operator()(const Features& features, Profile profile) const {
  const bool msa = profile == Profile::msa;
  const Tensor& residues = msa ? features.profile : features.profile_affinity;
  const Tensor& deletions = msa ? features.deletion_mean : features.deletion_mean_affinity;
  if (!residues.defined()) {
    throw FeaturesError(
        "feature 'profile_affinity' is missing; these are not features of the "
        "affinity stage");
  }
  const AtomEncoding atoms = atom_encoder_(features);
  const Tensor bias = with_key_mask(atom_enc_proj_z_(atoms.p),
                                    window_key_mask(features.atom_mask));  // (L·H, B, W, 32, 128)
  const TokenAtomMap map(features, /*samples=*/1, atoms.q.scalar_type());
  Tensor s = atom_attention_encoder_(atoms.q, atom_attention_encoder_.condition(atoms.c), bias, map)
                 .a.squeeze(1);  // (B, N, C_s)
  s.add_(res_type_encoding_(features.res_type));
  s.add_(msa_profile_encoding_(at::cat({residues, deletions.unsqueeze(-1)}, -1)));
  const auto add_row = [&](const Tensor& table, const Tensor& index) {
    if (table.defined()) { s.add_(at::embedding(table, index)); }
  };
  add_row(method_conditioning_, features.method_feature);
  add_row(modified_conditioning_, features.modified);
  if (cyclic_conditioning_) {
    s.add_((*cyclic_conditioning_)(features.cyclic_period.clamp_max(1).unsqueeze(-1)));
  }
  add_row(mol_type_conditioning_, features.mol_type);
  return s;
}

}  // namespace bb
