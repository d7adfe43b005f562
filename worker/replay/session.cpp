#include "worker/replay/session.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ostream>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <unistd.h>

#include "worker/model_file.h"
#include "worker/replay/inputs.h"
#include "worker/replay/outputs.h"
#include "worker/replay/timed_noise.h"

namespace bb::replay {

namespace {

at::ScalarType compute_dtype(const Options& options) {
  if (options.dtype == "float64") { return at::kDouble; }
  return options.dtype == "bfloat16" ? at::kBFloat16 : at::kFloat;
}

/// What coordinates, masks and residual streams are held in.
at::ScalarType stream_dtype(const Options& options) {
  return options.dtype == "float64" ? at::kDouble : at::kFloat;
}

at::Device compute_device(const Options& options) {
  if (options.device == "cpu") { return at::kCPU; }
  if (!at::hasCUDA()) {
    throw UsageError("--device cuda: this build, or this machine, has no usable CUDA device");
  }
  return {at::kCUDA, 0};
}

void set_numerics(const Options& options) {
  if (options.threads > 0) { at::set_num_threads(static_cast<int>(options.threads)); }
  if (options.matmul_precision == "highest") {
    at::globalContext().setFloat32MatmulPrecision("highest");
  } else if (options.matmul_precision == "high") {
    at::globalContext().setFloat32MatmulPrecision("high");
  } else {
    at::globalContext().setFloat32MatmulPrecision("medium");
  }
}

Boltz2::RunOptions run_options(const Options& options) {
  const bool affinity = options.stage == "affinity";
  Boltz2::RunOptions run;
  run.recycling_steps = options.recycling_steps.value_or(affinity ? 5 : 3);
  run.sampler.steps = options.sampling_steps.value_or(200);
  run.sampler.samples = options.samples.value_or(affinity ? 5 : 1);
  run.sampler.step_scale = options.step_scale;
  run.sampler.contact_guidance = !affinity;
  return run;
}

Boltz2 load_model(const Options& options, at::Device device) {
  const ModelFile file = read_model(options.checkpoint);
  const Weights weights(file.state, device, compute_dtype(options));
  Boltz2 model(
      weights, file.hyper_parameters,
      {.keep_confidence_logits = options.logits, .affinity_mw_correction = options.mw_correction});
  // Weights that were copied need no second place in memory; on the CPU float32 ones are used where
  // they are mapped.
  if (!device.is_cpu() || compute_dtype(options) != at::kFloat) { file.file->release(); }
  return model;
}

/// Long runs must not end in a folder that cannot be written to.
void require_writable(const std::filesystem::path& out) {
  const std::filesystem::path folder = out.has_parent_path() ? out.parent_path() : ".";
  if (::access(folder.c_str(), W_OK | X_OK) == 0) { return; }
  throw UsageError("--out " + out.string() + ": cannot write into " + folder.string() + ": " +
                   std::strerror(errno));
}

/// Everything that the model is made of.
std::string model_key(const Options& options) {
  return options.checkpoint.string() + '|' + options.dtype + '|' + options.device + '|' +
         (options.logits ? "logits" : "") + '|' + (options.mw_correction ? "mw" : "");
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void Session::run(const Options& options) {
  const at::Device device = compute_device(options);
  try {
    compute(options, device);
  } catch (...) {
    release_unused(device);
    throw;
  }
  release_unused(device);
}

std::optional<LoadCost> Session::load(const Options& options, at::Device device) {
  if (model_ && loaded_ == model_key(options)) { return std::nullopt; }
  model_.reset();
  LoadCost cost{.seconds = 0, .before = host_memory(), .after = {}};
  const auto start = std::chrono::steady_clock::now();
  model_.emplace(load_model(options, device));
  cost.seconds = seconds_since(start);
  cost.after = host_memory();
  loaded_ = model_key(options);
  return cost;
}

void Session::compute(const Options& options, at::Device device) {
  set_numerics(options);
  for (const std::filesystem::path& out : options.out) { require_writable(out); }
  const Features features = read_features(options).to(device, stream_dtype(options));
  const std::optional<LoadCost> cost = load(options, device);
  if (options.stage == "affinity" && !model_->predicts_affinity()) {
    throw UsageError("--stage affinity: " + options.checkpoint.string() +
                     " is no affinity checkpoint");
  }
  if (options.stage == "structure" && model_->predicts_affinity()) {
    throw UsageError("--stage structure: " + options.checkpoint.string() +
                     " is an affinity checkpoint, whose structures are not those of Boltz-2");
  }
  if (cost) { log_ << "model loaded in " << cost->seconds << " s\n"; }
  log_ << features.batch() << " complexes, " << features.tokens() << " tokens, " << features.atoms()
       << " atoms, " << features.msa.size(1) << " MSA rows" << std::endl;

  const Boltz2::RunOptions run = run_options(options);
  Measurements measured{.load = cost,
                        .batch = features.batch(),
                        .tokens = features.tokens(),
                        .atoms = features.atoms(),
                        .msa_rows = features.msa.size(1),
                        .recycling_steps = run.recycling_steps,
                        .sampling_steps = run.sampler.steps,
                        .samples = run.sampler.samples,
                        .stages = StageTimes(device),
                        .step_milliseconds = {},
                        .step_host_milliseconds = {},
                        .before = device_memory(device),
                        .after = {}};
  reset_peak(device);
  Prediction prediction;
  const auto start = std::chrono::steady_clock::now();
  for (int64_t repeat = 0; repeat < options.repeat; ++repeat) {
    if (repeat > 0 && options.max_seconds > 0 && seconds_since(start) > options.max_seconds) {
      break;
    }
    prediction = {};
    TimedNoise noise(make_noise(options), device);
    const ProfiledRange profiled(device, options.profile && repeat + 1 == options.repeat);
    measured.stages.start_run();
    prediction = (*model_)(features, noise, run,
                           [&](std::string_view stage) { measured.stages.finish(stage); });
    measured.step_milliseconds.push_back(noise.device_milliseconds());
    measured.step_host_milliseconds.push_back(noise.host_milliseconds());
  }
  measured.after = device_memory(device);
  measured.stages.print(out_);
  if (!options.times.empty()) { write_times(options.times, options, measured); }
  for (size_t i = 0; i < options.out.size(); ++i) {
    write_tensors(options.out[i], named_outputs(prediction, features, static_cast<int64_t>(i)),
                  {{"program", "boltz-replay"},
                   {"dtype", options.dtype},
                   {"matmul_precision", options.matmul_precision},
                   {"device", options.device}});
  }
}

}  // namespace bb::replay
