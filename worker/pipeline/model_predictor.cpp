#include "worker/pipeline/model_predictor.h"

#include <algorithm>
#include <chrono>
#include <future>

#include <ATen/Parallel.h>

#include "worker/model/diffusion/counter_noise.h"
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
  if (!device.is_cpu() || dtype != at::kFloat) { file.file->release(); }
  return model;
}

}  // namespace

ModelPredictor::ModelPredictor(at::Device device, at::ScalarType dtype,
                               const ModelSettings& settings, bool take_turns, int threads)
    : device_(device),
      dtype_(dtype),
      stream_dtype_(dtype == at::kDouble ? at::kDouble : at::kFloat),
      settings_(settings),
      take_turns_(take_turns),
      threads_(device.is_cpu() ? static_cast<size_t>(std::max(threads, 1)) : 1) {}

void ModelPredictor::load_structure(const ModelFile& file) {
  structure_file_ = &file;
  model_of(Stage::structure);
}

void ModelPredictor::load_affinity(const ModelFile& file) {
  affinity_file_ = &file;
  if (!model_of(Stage::affinity).predicts_affinity()) {
    throw WeightsError(file.file->name() + ": no affinity checkpoint (it has no affinity module)");
  }
}

const Boltz2& ModelPredictor::model_of(Stage stage) {
  const bool affinity = stage == Stage::affinity;
  auto& model = affinity ? affinity_model_ : structure_model_;
  if (!model) {
    if (take_turns_) { (affinity ? structure_model_ : affinity_model_).reset(); }
    const ModelFile& file = *(affinity ? affinity_file_ : structure_file_);
    model.emplace(build(file, device_, dtype_, settings_, affinity));
  }
  return *model;
}

Prediction ModelPredictor::predict(Stage stage, const Features& features,
                                   std::span<const BatchMember> members, Part& part) const {
  const bool affinity = stage == Stage::affinity;
  std::vector<uint64_t> keys;
  for (const BatchMember& member : members) {
    keys.push_back(affinity ? affinity_key(member.random_key) : member.random_key);
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
    part.seconds[key] += std::chrono::duration<double>(now - last).count();
    last = now;
  };
  return to_host(part.model(features, noise, run, observe), settings_);
}

template <class Outcome, class Unpack>
std::vector<Outcome> ModelPredictor::compute(Stage stage, std::span<const BatchMember> members,
                                             const PaddedShape& shape, const Unpack& unpack) {
  const size_t count = std::min(threads_, members.size());
  std::vector<Part> parts(count, Part{.model = model_of(stage)});
  const auto run = [&](size_t i) {
    const size_t first = members.size() * i / count, end = members.size() * (i + 1) / count;
    const auto predict_some = [&](std::span<const BatchMember> some) {
      const Features batch = join(some, shape);
      const Prediction prediction = predict(stage, batch, some, parts[i]);
      std::vector<Outcome> out;
      for (size_t k = 0; k < some.size(); ++k) { out.push_back(unpack(prediction, batch, k)); }
      return out;
    };
    return halving<Outcome>(members.subspan(first, end - first), parts[i].splits, predict_some);
  };
  std::vector<Outcome> out;
  if (count == 1) {
    out = run(0);
  } else {
    std::vector<std::future<std::vector<Outcome>>> running;
    for (size_t i = 0; i < count; ++i) {
      running.push_back(std::async(std::launch::async, [&, i] {
        at::set_num_threads(static_cast<int>(threads_ / count));  // of this thread
        return run(i);
      }));
    }
    for (auto& one : running) {
      for (Outcome& outcome : one.get()) { out.push_back(std::move(outcome)); }
    }
  }
  for (const Part& part : parts) {
    splits_ += part.splits;
    for (const auto& [name, seconds] : part.seconds) {
      stage_seconds_[name] += seconds / static_cast<double>(count);
    }
  }
  return out;
}

std::vector<StructureOutcome> ModelPredictor::structures(std::span<const BatchMember> members,
                                                         const PaddedShape& shape) {
  return compute<StructureOutcome>(
      Stage::structure, members, shape,
      [&](const Prediction& prediction, const Features& batch, size_t i) {
        return unpack_structure(prediction, batch.layout[i], static_cast<int64_t>(i), settings_);
      });
}

std::vector<AffinityOutcome> ModelPredictor::affinities(std::span<const BatchMember> members,
                                                        const PaddedShape& shape) {
  return compute<AffinityOutcome>(
      Stage::affinity, members, shape, [](const Prediction& prediction, const Features&, size_t i) {
        return unpack_affinity(*prediction.affinity, static_cast<int64_t>(i));
      });
}

Features ModelPredictor::join(std::span<const BatchMember> members,
                              const PaddedShape& shape) const {
  std::vector<Features> parts;
  for (const BatchMember& member : members) { parts.push_back(member.features); }
  return Features::collate(parts, shape.tokens, shape.atoms, shape.msa_rows)
      .to(device_, stream_dtype_);
}

}  // namespace bb
