#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/hyper_parameters.h"
#include "worker/model/layers/layer_norm.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// What the atoms of a batch look like before any attention, all float32 (float64).
struct AtomEncoding {
  Tensor q;  // (B, A, C_a) embedding of the reference conformer
  Tensor c;  // (B, A, C_a) the same, plus what the trunk knows of the atom's token
  Tensor p;  // (B, A/32, 32, 128, C_ap) pairs of query and key atoms of each window
};

/// Embedding of atoms and of atom pairs within windows (AlphaFold 3, Alg. 5, lines 1 to 14).
/// The reference keeps it in float32 throughout. Weights that have `s_to_c_trans` belong to the
/// structure module's variant, which adds the trunk's single and pair representations.
class AtomEncoder {
 public:
  using Options = AtomEncoderOptions;

  AtomEncoder(const Weights& weights, Options options);
  explicit AtomEncoder(const Weights& weights) : AtomEncoder(weights, Options{}) {}

  AtomEncoding operator()(const Features& features) const;

  /// s_trunk (B, N, C_s), z (B, N, N, C_z) conditioned. Only where `structure_prediction()`.
  AtomEncoding operator()(const Features& features, const Tensor& s_trunk, const Tensor& z) const;

  bool structure_prediction() const { return s_to_c_norm_.has_value(); }

 private:
  Tensor embed_atoms(const Features& features) const;                    // (B, A, C_a)
  Tensor embed_atom_pairs(const Features& features) const;               // (B, W, 32, 128, C_ap)
  Tensor gather_pairs(const Features& features, const Tensor& z) const;  // as above
  AtomEncoding finish(Tensor q, Tensor c, Tensor p) const;

  /// embed_atom_features, cut by kind of feature: what is one-hot there is a table row here.
  Tensor embed_bias_;     // (C_a)
  Tensor embed_numbers_;  // (C_a, 4 or 4 + 17) position, charge, backbone
  Tensor embed_codes_;    // (128 + 4·64, C_a) element and atom name
  Tensor embed_residue_;  // (33 + 1 + 4, C_a); undefined without use_residue_feats_atoms
  Tensor embed_pairs_;    // (C_ap, 5) offset, closeness, mask
  std::optional<LayerNorm> s_to_c_norm_, z_to_p_norm_;
  std::optional<Linear> s_to_c_trans_, z_to_p_trans_;
  Linear c_to_p_trans_q_, c_to_p_trans_k_;
  std::vector<Linear> p_mlp_;
  Options options_;
};

}  // namespace bb
