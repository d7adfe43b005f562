#pragma once

namespace bb {

/// Of RelativePositionEncoder.
struct RelativePositionOptions {
  bool fix_sym_check = false;   // the reference's switch: unrelated entities, not equal chains
  bool cyclic_pos_enc = false;  // wrap the residue offset of cyclic chains
};

/// Of ContactConditioning.
struct ContactConditioningOptions {
  double cutoff_min = 4.0;   // Å, normalises the threshold
  double cutoff_max = 20.0;  // Å
};

/// Of InputPairs.
struct InputPairsOptions {
  RelativePositionOptions relative_position;
  ContactConditioningOptions contact_conditioning;
};

/// Of TemplateModule.
struct TemplateModuleOptions {
  /// Which pairs of tokens may see each other in a template: of one chain (the reference's
  /// TemplateModule) or of one visibility group (its TemplateV2Module).
  bool by_visibility = true;
  double min_dist = 3.25, max_dist = 50.75;  // Å, of the distogram
};

/// The reference's switches for what the atom embedding takes in.
struct AtomEncoderOptions {
  bool use_no_atom_char = false;         // leaves the atom names out
  bool use_atom_backbone_feat = false;   // adds Features::atom_backbone
  bool use_residue_feats_atoms = false;  // adds the residue's type, modification, molecule type
};

/// What of a model's configuration leaves no trace in the shapes of its weights. Depths, widths and
/// head counts are read from the checkpoint's tensors; these come from its hyper-parameters. The
/// defaults are the published Boltz-2's.
struct HyperParameters {
  InputPairsOptions input_pairs{
      .relative_position = {.fix_sym_check = true, .cyclic_pos_enc = true},
      .contact_conditioning = {}};
  TemplateModuleOptions templates;
  AtomEncoderOptions atom_encoder;
};

}  // namespace bb
