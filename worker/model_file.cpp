#include "worker/model_file.h"

#include "io/checkpoint/checkpoint.h"
#include "io/checkpoint/checkpoint_error.h"
#include "worker/tensor_file.h"

namespace bb {

namespace {

/// Switches that change what the model computes in ways that Boltz-2's inference never uses.
void refuse_unknown_variants(const Value& config, const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& what) {
    throw CheckpointError(path.string() + ": the model's hyper-parameter " + what +
                          ", which this program does not support");
  };
  if (config.get_or<bool>("skip_run_structure", false)) refuse("skip_run_structure is true");
  if (!config.get_or<bool>("run_trunk_and_structure", true)) {
    refuse("run_trunk_and_structure is false");
  }
  if (!config.get_or<bool>("token_level_confidence", true)) {
    refuse("token_level_confidence is false (confidence per atom)");
  }
  if (config.get_or<std::int64_t>("atoms_per_window_queries", query_window) != query_window ||
      config.get_or<std::int64_t>("atoms_per_window_keys", key_window) != key_window) {
    refuse("atoms_per_window_queries/keys is not 32/128");
  }
  if (config.get_or<bool>("score_model_args.transformer_post_ln", false)) {
    refuse("score_model_args.transformer_post_ln is true");
  }
}

/// Absent switches have the defaults of the reference's constructor. Sampler, pairformer and MSA
/// settings are not read: `boltz predict` overrides them.
HyperParameters from_config(const Value& config) {
  const auto flag = [&](std::string_view name) { return config.get_or<bool>(name, false); };
  HyperParameters parameters;
  parameters.input_pairs.relative_position = {.fix_sym_check = flag("fix_sym_check"),
                                              .cyclic_pos_enc = flag("cyclic_pos_enc")};
  parameters.input_pairs.contact_conditioning = {
      .cutoff_min = config.get_or<double>("conditioning_cutoff_min", 4.0),
      .cutoff_max = config.get_or<double>("conditioning_cutoff_max", 20.0)};
  parameters.templates = {.by_visibility = flag("use_templates_v2"),
                          .min_dist = config.get_or<double>("template_args.min_dist", 3.25),
                          .max_dist = config.get_or<double>("template_args.max_dist", 50.75)};
  parameters.atom_encoder = {.use_no_atom_char = flag("use_no_atom_char"),
                             .use_atom_backbone_feat = flag("use_atom_backbone_feat"),
                             .use_residue_feats_atoms = flag("use_residue_feats_atoms")};
  return parameters;
}

}  // namespace

ModelFile read_model(const std::filesystem::path& path) {
  const Checkpoint checkpoint = read_checkpoint(path);
  ModelFile model;
  model.file = checkpoint.file;
  for (const auto& [name, view] : checkpoint.tensors) {
    model.state.emplace(name, map_tensor(view, checkpoint.file));
  }
  if (checkpoint.hyper_parameters.is_dict() && !checkpoint.hyper_parameters.dict().empty()) {
    refuse_unknown_variants(checkpoint.hyper_parameters, path);
    model.hyper_parameters = from_config(checkpoint.hyper_parameters);
  }
  return model;
}

}  // namespace bb
