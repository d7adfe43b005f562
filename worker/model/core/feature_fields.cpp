#include "worker/model/core/feature_fields.h"

namespace bb {

const std::vector<FeatureField>& feature_fields() {
  using F = Features;
  using enum Form;
  using enum FeatureField::Axis;
  constexpr int64_t types = residue_types, mol_types = 4, contact_classes = 5;
  // clang-format off
  static const std::vector<FeatureField> all = {
      {&F::token_index, "token_index", {token}, integers, at::kLong},
      {&F::residue_index, "residue_index", {token}, integers, at::kLong},
      {&F::asym_id, "asym_id", {token}, integers, at::kLong},
      {&F::entity_id, "entity_id", {token}, integers, at::kLong},
      {&F::sym_id, "sym_id", {token}, integers, at::kLong},
      {&F::mol_type, "mol_type", {token}, integers, at::kLong, mol_types},
      {&F::res_type, "res_type", {token, types}, floats, at::kLong},
      {&F::token_mask, "token_pad_mask", {token}, mask, at::kFloat},
      {&F::method_feature, "method_feature", {token}, integers, at::kLong},
      {&F::modified, "modified", {token}, integers, at::kLong, 2},
      {&F::cyclic_period, "cyclic_period", {token}, floats, at::kFloat},
      {&F::token_bonds, "token_bonds", {token, token}, floats, at::kFloat, 0, false, 3},
      {&F::type_bonds, "type_bonds", {token, token}, integers, at::kLong},
      {&F::contact_conditioning, "contact_conditioning", {token, token}, one_hot, at::kLong, contact_classes},
      {&F::contact_threshold, "contact_threshold", {token, token}, floats, at::kFloat},
      {&F::affinity_token_mask, "affinity_token_mask", {token}, mask, at::kFloat, 0, true},
      {&F::ref_pos, "ref_pos", {atom, 3}, floats, at::kFloat},
      {&F::ref_charge, "ref_charge", {atom}, floats, at::kFloat},
      {&F::ref_element, "ref_element", {atom}, one_hot, at::kLong, elements},
      {&F::ref_name_chars, "ref_atom_name_chars", {atom, atom_name_length}, one_hot, at::kLong, atom_name_codes},
      {&F::ref_space_uid, "ref_space_uid", {atom}, integers, at::kLong},
      {&F::atom_backbone, "atom_backbone_feat", {atom, any}, floats, at::kLong},
      {&F::atom_mask, "atom_pad_mask", {atom}, mask, at::kFloat},
      {&F::atom_to_token, "atom_to_token", {atom}, one_hot, at::kLong, token},
      {&F::rep_atom, "token_to_rep_atom", {token}, one_hot, at::kLong, atom},
      {&F::frames_idx, "frames_idx", {token, 3}, integers, at::kLong, atom, false, 1},
      {&F::msa, "msa", {msa_row, token}, integers, at::kLong, types},
      {&F::msa_mask, "msa_mask", {msa_row, token}, mask, at::kLong},
      {&F::msa_paired, "msa_paired", {msa_row, token}, mask, at::kFloat},
      {&F::has_deletion, "has_deletion", {msa_row, token}, mask, at::kBool},
      {&F::deletion_value, "deletion_value", {msa_row, token}, floats, at::kFloat},
      {&F::profile, "profile", {token, types}, floats, at::kFloat},
      {&F::deletion_mean, "deletion_mean", {token}, floats, at::kFloat},
      {&F::profile_affinity, "profile_affinity", {token, types}, floats, at::kFloat, 0, true},
      {&F::deletion_mean_affinity, "deletion_mean_affinity", {token}, floats, at::kFloat, 0, true},
      {&F::template_restype, "template_restype", {template_row, token, types}, floats, at::kLong},
      {&F::template_frame_rot, "template_frame_rot", {template_row, token, 3, 3}, floats, at::kFloat},
      {&F::template_frame_t, "template_frame_t", {template_row, token, 3}, floats, at::kFloat},
      {&F::template_cb, "template_cb", {template_row, token, 3}, floats, at::kFloat},
      {&F::template_ca, "template_ca", {template_row, token, 3}, floats, at::kFloat},
      {&F::template_mask_cb, "template_mask_cb", {template_row, token}, mask, at::kFloat},
      {&F::template_mask_frame, "template_mask_frame", {template_row, token}, mask, at::kFloat},
      {&F::template_mask, "template_mask", {template_row, token}, mask, at::kFloat},
      {&F::visibility_ids, "visibility_ids", {template_row, token}, floats, at::kFloat},
      {&F::template_force_threshold, "template_force_threshold", {template_row}, limits, at::kFloat, 0, true},
      {&F::affinity_mw, "affinity_mw", {}, floats, at::kDouble, 0, true},
  };
  // clang-format on
  return all;
}

}  // namespace bb
