#pragma once

#include "worker/model/diffusion/atom_attention_encoder.h"
#include "worker/model/diffusion/atom_encoder.h"
#include "worker/model/layers/pair_bias.h"

namespace bb {

/// Embeds the input features of each token (AlphaFold 3, Alg. 2), with Boltz-2's conditioning on
/// experimental method, modification, cyclicity and molecule type where the checkpoint has it.
class InputEmbedder {
 public:
  InputEmbedder(const Weights& weights, AtomEncoder::Options options);

  /// Where the sequence profile comes from: the MSA, or the query alone (for the affinity heads).
  enum class Profile : uint8_t { msa, query };

  Tensor operator()(const Features& features, Profile profile = Profile::msa) const;  // (B, N, C_s)

 private:
  AtomEncoder atom_encoder_;
  PairBias atom_enc_proj_z_;
  AtomAttentionEncoder atom_attention_encoder_;
  Linear res_type_encoding_, msa_profile_encoding_;
  Tensor method_conditioning_, modified_conditioning_, mol_type_conditioning_;  // (rows, C_s)
  std::optional<Linear> cyclic_conditioning_;
};

}  // namespace bb
