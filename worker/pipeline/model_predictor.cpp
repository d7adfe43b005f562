#include "worker/pipeline/model_predictor.h"

#include <chrono>

#include "worker/model/counter_noise.h"
#include "worker/pipeline/halving.h"
#include "worker/pipeline/unpack.h"

namespace bb {

namespace {

Boltz2 build(const ModelFile& file, at::Device device, at::ScalarType dtype,
             const ModelSettings& settings, bool affinity) {
  Boltz2 model(Weights(file.state, device, dtype), file.hyper_parameters,
               {.keep_confidence_logits = false,
                .max_parallel_samples =
                    affinity ? settings.diffusion_samples_affinity : settings.max_parallel_samples,
                .affinity_mw_correction = settings.affinity_mw_correction});
  // What was copied needs no second place in memory; float32 weights of the CPU stay mapped.
  if (!device.is_cpu() || dtype != at::kFloat) file.file->release();
  return model;
}

}  // namespace

ModelPredictor::ModelPredictor(at::Device device, at::ScalarType dtype,
                               const ModelSettings& settings, bool take_turns)
    : device_(device),
      dtype_(dtype),
      stream_dtype_(dtype == at::kDouble ? at::kDouble : at::kFloat),
      settings_(settings),
      take_turns_(take_turns) {}

void ModelPredictor::load_structure(const ModelFile& file) {
  structure_file_ = &file;
  model_of(WorkStage::structure);
}

void ModelPredictor::load_affinity(const ModelFile& file) {
  affinity_file_ = &file;
  if (!model_of(WorkStage::affinity).predicts_affinity()) {
    throw WeightsError(file.file->name() + ": no affinity checkpoint (it has no affinity module)");
  }
}

const Boltz2& ModelPredictor::model_of(WorkStage stage) {
  const bool affinity = stage == WorkStage::affinity;
  auto& model = affinity ? affinity_model_ : structure_model_;
  if (!model) {
    if (take_turns_) (affinity ? structure_model_ : affinity_model_).reset();
    const ModelFile& file = *(affinity ? affinity_file_ : structure_file_);
    model.emplace(build(file, device_, dtype_, settings_, affinity));
  }
  return *model;
}

Prediction ModelPredictor::predict(WorkStage stage, const Features& features,
                                   std::span<const BatchMember> members) {
  const bool affinity = stage == WorkStage::affinity;
  std::vector<uint64_t> keys;
  for (const BatchMember& member : members) {
    keys.push_back(complex_key(affinity ? affinity_noise_id(member.id) : member.id));
  }
  Boltz2::RunOptions run;
  run.recycling_steps = affinity ? settings_.recycling_steps_affinity : settings_.recycling_steps;
  run.subsampled_msa_rows = settings_.subsampled_msa_rows;
  run.sampler.steps = affinity ? settings_.sampling_steps_affinity : settings_.sampling_steps;
  run.sampler.samples =
      affinity ? settings_.diffusion_samples_affinity : settings_.diffusion_samples;
  run.sampler.step_scale = settings_.step_scale;
  run.sampler.contact_guidance = !affinity;
  CounterNoise noise(settings_.seed, std::move(keys));
  auto last = std::chrono::steady_clock::now();
  const auto observe = [&](std::string_view name) {
    const auto now = std::chrono::steady_clock::now();
    const std::string key = (affinity ? "affinity: " : "") + std::string(name);
    stage_seconds_[key] += std::chrono::duration<double>(now - last).count();
    last = now;
  };
  return to_host(model_of(stage)(features, noise, run, observe), settings_);
}

std::vector<StructureOutcome> ModelPredictor::structures(std::span<const BatchMember> members,
                                                         const PaddedShape& shape) {
  return halving<StructureOutcome>(members, splits_, [&](std::span<const BatchMember> some) {
    const Features batch = join(some, shape);
    const Prediction prediction = predict(WorkStage::structure, batch, some);
    std::vector<StructureOutcome> out;
    for (size_t i = 0; i < some.size(); ++i) {
      out.push_back(
          unpack_structure(prediction, batch.layout[i], static_cast<int64_t>(i), settings_));
    }
    return out;
  });
}

std::vector<AffinityOutcome> ModelPredictor::affinities(std::span<const BatchMember> members,
                                                        const PaddedShape& shape) {
  return halving<AffinityOutcome>(members, splits_, [&](std::span<const BatchMember> some) {
    const Features batch = join(some, shape);
    const Prediction prediction = predict(WorkStage::affinity, batch, some);
    std::vector<AffinityOutcome> out;
    for (size_t i = 0; i < some.size(); ++i) {
      out.push_back(unpack_affinity(*prediction.affinity, static_cast<int64_t>(i)));
    }
    return out;
  });
}

Features ModelPredictor::join(std::span<const BatchMember> members,
                              const PaddedShape& shape) const {
  std::vector<Features> parts;
  for (const BatchMember& member : members) parts.push_back(member.features);
  return Features::collate(parts, shape.tokens, shape.atoms, shape.msa_rows)
      .to(device_, stream_dtype_);
}

}  // namespace bb
