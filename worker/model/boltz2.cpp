#include "worker/model/boltz2.h"

#include "worker/model/trunk/msa_subsample.h"

namespace bb {

namespace {

std::optional<Affinity> make_affinity(const Weights& weights, const Boltz2::Options& options) {
  if (!weights.has("affinity_module") && !weights.has("affinity_module1")) { return std::nullopt; }
  return Affinity(weights, {.mw_correction = options.affinity_mw_correction});
}

std::optional<Linear> make_bfactor(const Weights& weights) {
  if (!weights.has("bfactor_module")) { return std::nullopt; }
  return Linear(weights["bfactor_module"]["bfactor"]);
}

}  // namespace

Boltz2::Boltz2(const Weights& weights, const HyperParameters& hyper_parameters,
               const Options& options)
    : trunk_(weights, hyper_parameters),
      diffusion_conditioning_(weights["diffusion_conditioning"], hyper_parameters.atom_encoder),
      structure_module_(weights["structure_module"]),
      bfactor_(make_bfactor(weights)),
      confidence_module_(weights["confidence_module"],
                         {.input_pairs = hyper_parameters.input_pairs,
                          .max_parallel_samples = options.max_parallel_samples,
                          .keep_logits = options.keep_confidence_logits}),
      affinity_(make_affinity(weights, options)) {
  weights.require_all_taken();
}

Prediction Boltz2::operator()(const Features& features, NoiseSource& noise,
                              const RunOptions& options, const StageObserver& observe) const {
  const c10::InferenceMode inference;
  const auto finished = [&](std::string_view stage) {
    if (observe) { observe(stage); }
  };
  Prediction out;
  Trunk::RunOptions trunk{.recycling_steps = options.recycling_steps};
  if (options.subsampled_msa_rows > 0) {
    trunk.msa_rows = [&](int64_t pass) {
      return draw_msa_rows(noise, features, options.subsampled_msa_rows, pass);
    };
  }
  out.trunk = trunk_(features, trunk, observe);
  if (bfactor_) { out.pbfactor = (*bfactor_)(out.trunk.s); }

  DiffusionConditioningOutput conditioning =
      diffusion_conditioning_(features, out.trunk.s, out.trunk.z, out.trunk.relative_position);
  finished("conditioning");
  out.coordinates = structure_module_.sample({.features = features,
                                              .s_inputs = out.trunk.s_inputs,
                                              .s_trunk = out.trunk.s,
                                              .conditioning = std::move(conditioning)},
                                             options.sampler, noise);
  finished("diffusion");
  out.confidence = confidence_module_(features, out.trunk.s_inputs, out.trunk.s, out.trunk.z,
                                      out.coordinates, out.trunk.pdistogram);
  finished("confidence");
  if (affinity_) {
    const Tensor s_inputs = trunk_.input_embedder()(features, InputEmbedder::Profile::query);
    out.affinity =
        (*affinity_)(features, s_inputs, out.trunk.z, out.coordinates, out.confidence.iptm);
    finished("affinity");
  }
  return out;
}

}  // namespace bb
