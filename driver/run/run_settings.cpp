#include "driver/run/run_settings.h"

#include <nlohmann/json.hpp>

#include "driver/report/program_version.h"
#include "driver/run/affinity_choice.h"

namespace bb {

namespace {

/// Every option that changes a number and has no attribute of its own.
std::map<std::string, std::string> numerics(const Options& o) {
  std::map<std::string, std::string> out;
  for (const char* const name :
       {"recycling-steps", "sampling-steps", "diffusion-samples", "recycling-steps-affinity",
        "sampling-steps-affinity", "diffusion-samples-affinity", "step-scale",
        "affinity-mw-correction", "max-msa-seqs", "subsample-msa", "missing-msa", "msa-mismatch",
        "corrections", "max-tokens"}) {
    for (const auto& [option, value] : o.listed) {
      if (option == name) { out[name] = value; }
    }
  }
  if (o.subsample_msa) { out["num-subsampled-msa"] = std::to_string(o.num_subsampled_msa); }
  out["missing-msa"] = o.missing_msa_empty ? "empty" : "error";
  return out;
}

/// As JSON, all values as texts.
std::string options_text(const Options& o) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const auto& [name, value] : o.listed) { out[name] = value; }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

ModelSettings model_settings(const Options& o) {
  return {.recycling_steps = o.recycling_steps,
          .sampling_steps = o.sampling_steps,
          .diffusion_samples = o.diffusion_samples,
          .recycling_steps_affinity = o.recycling_steps_affinity,
          .sampling_steps_affinity = o.sampling_steps_affinity,
          .diffusion_samples_affinity = o.diffusion_samples_affinity,
          .step_scale = o.step_scale,
          .subsampled_msa_rows = o.subsample_msa ? o.num_subsampled_msa : 0,
          .max_parallel_samples = o.max_parallel_samples,
          .affinity_mw_correction = o.affinity_mw_correction,
          .seed = o.seed,
          .keep_pae = o.write_pae,
          .keep_pde = o.write_pde,
          .keep_embeddings = o.write_embeddings};
}

PreparationOptions preparation_options(const Options& options) {
  return {
      .input = {.missing_msa = options.missing_msa_empty ? MissingMsa::empty : MissingMsa::refuse},
      .seed = options.seed,
      .target = {.msa = {.max_rows = options.max_msa_seqs, .mismatch = options.msa_mismatch},
                 .corrections = options.corrections},
      .list = options.manifest,
      .affinity = choose_affinity(options)};
}

at::ScalarType compute_dtype(const Options& options) {
  if (options.compute_dtype == "float64") { return at::kDouble; }
  if (options.compute_dtype == "bfloat16") { return at::kBFloat16; }
  return options.compute_dtype == "float16" ? at::kHalf : at::kFloat;
}

StoreAttributes store_attributes(const Options& options, std::optional<bool> affinity) {
  StoreAttributes out;
  out.program = program_version();
  out.options = options_text(options);
  out.precision =
      options.compute_dtype + ", matmul " + options.matmul_precision + ", " + options.device;
  out.seed = options.seed;
  out.numerics = numerics(options);
  out.numerics["affinity"] = affinity_text(affinity);
  return out;
}

}  // namespace bb
