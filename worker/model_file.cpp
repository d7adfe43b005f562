#include "worker/model_file.h"

#include <set>

#include "io/checkpoint/checkpoint.h"
#include "io/files/checkpoint_error.h"
#include "worker/model/boltz2.h"
#include "worker/tensor_file.h"

namespace bb {

namespace {

/// Switches that change what the model computes in ways that Boltz-2's inference never uses.
void refuse_unknown_variants(const Value& config) {
  const auto refuse = [&](const std::string& what) {
    throw CheckpointError("the model's hyper-parameter " + what +
                          ", which this program does not support");
  };
  if (config.get_or<bool>("skip_run_structure", false)) { refuse("skip_run_structure is true"); }
  if (!config.get_or<bool>("run_trunk_and_structure", true)) {
    refuse("run_trunk_and_structure is false");
  }
  if (!config.get_or<bool>("token_level_confidence", true)) {
    refuse("token_level_confidence is false (confidence per atom)");
  }
  if (config.get_or<int64_t>("atoms_per_window_queries", query_window) != query_window ||
      config.get_or<int64_t>("atoms_per_window_keys", key_window) != key_window) {
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

bool is_floating(DType dtype) {
  return dtype == DType::float64 || dtype == DType::float32 || dtype == DType::float16 ||
         dtype == DType::bfloat16;
}

ModelFile as_model(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  ModelFile model;
  model.file = checkpoint.file;
  for (const auto& [name, view] : checkpoint.tensors) {
    if (!is_floating(view.dtype)) {
      throw CheckpointError(path.string() + ": parameter " + in_quotes(name) + " is of type " +
                            std::string(dtype_name(view.dtype)) +
                            ", where a model's are floating-point numbers. Use the checkpoint as "
                            "published, or as Lightning's trainer saved it");
    }
    model.state.emplace(name, map_tensor(view, checkpoint.file));
    if (name.starts_with("affinity_module")) { model.kind = ModelKind::affinity; }
  }
  if (checkpoint.hyper_parameters.is_dict() && !checkpoint.hyper_parameters.dict().empty()) {
    try {
      refuse_unknown_variants(checkpoint.hyper_parameters);
      model.hyper_parameters = from_config(checkpoint.hyper_parameters);
    } catch (const CheckpointError& error) {
      throw CheckpointError(path.string() + ": " + error.what());
    }
  }
  return model;
}

}  // namespace

std::string_view name_of(ModelKind kind) {
  return kind == ModelKind::affinity ? "affinity" : "structure";
}

ModelFile read_model(const std::filesystem::path& path) {
  return as_model(read_checkpoint(path), path);
}

ModelDescription look_into_model(const std::filesystem::path& path) {
  const Checkpoint checkpoint = read_checkpoint(path, Verification::headers_only);
  const ModelFile model = as_model(checkpoint, path);
  ModelDescription out{.kind = model.kind, .dtypes = {}};
  std::set<std::string_view> dtypes;
  std::set<const std::byte*> counted;  // one parameter may have two names
  for (const auto& [name, view] : checkpoint.tensors) {
    dtypes.insert(dtype_name(view.dtype));
    if (counted.insert(view.bytes.data()).second) {
      out.parameters += element_count(view.shape).value_or(0);
    }
  }
  for (const std::string_view dtype : dtypes) {
    out.dtypes.append(out.dtypes.empty() ? "" : ", ").append(dtype);
  }
  StateDict shapes;  // tensors without data: what is built of them is never computed
  for (const auto& [name, tensor] : model.state) {
    shapes.emplace(name, at::empty(tensor.sizes(), tensor.options().device(at::kMeta)));
  }
  try {
    const Weights weights(std::move(shapes), at::kMeta, at::kFloat);
    const Boltz2 built(weights.with_joins(false), model.hyper_parameters, {});
  } catch (const WeightsError& error) {
    throw CheckpointError(path.string() + ": " + error.what());
  }
  return out;
}

}  // namespace bb
