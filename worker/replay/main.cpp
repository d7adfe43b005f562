#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "worker/model/boltz2.h"
#include "worker/model/counter_noise.h"
#include "worker/model/replay_noise.h"
#include "worker/model_file.h"
#include "worker/replay/options.h"
#include "worker/replay/outputs.h"
#include "worker/replay/stage_times.h"

namespace bb::replay {
namespace {

at::ScalarType compute_dtype(const Options& options) {
  if (options.dtype == "float64") return at::kDouble;
  return options.dtype == "bfloat16" ? at::kBFloat16 : at::kFloat;
}

/// What coordinates, masks and residual streams are held in.
at::ScalarType stream_dtype(const Options& options) {
  return options.dtype == "float64" ? at::kDouble : at::kFloat;
}

at::Device compute_device(const Options& options) {
  if (options.device == "cpu") return at::kCPU;
  if (!at::hasCUDA()) {
    throw UsageError("--device cuda: this build, or this machine, has no usable CUDA device");
  }
  return {at::kCUDA, 0};
}

void set_numerics(const Options& options) {
  if (options.threads > 0) at::set_num_threads(static_cast<int>(options.threads));
  if (options.matmul_precision == "highest") {
    at::globalContext().setFloat32MatmulPrecision("highest");
  } else if (options.matmul_precision == "high") {
    at::globalContext().setFloat32MatmulPrecision("high");
  } else {
    at::globalContext().setFloat32MatmulPrecision("medium");
  }
}

Features read_features(const Options& options) {
  std::vector<Features> complexes;
  for (const std::filesystem::path& path : options.features) {
    try {
      complexes.push_back(Features::from_reference(read_tensors(path)));
    } catch (const FeaturesError& error) {
      throw FeaturesError(path.string() + ": " + error.what());
    }
  }
  while (static_cast<int64_t>(complexes.size()) < options.batch) complexes.push_back(complexes[0]);
  Features batch = Features::collate(complexes);
  if (options.stage == "affinity" && !batch.affinity_token_mask.defined()) {
    throw FeaturesError(options.features[0].string() +
                        ": --stage affinity needs features of the affinity stage, with "
                        "'affinity_token_mask'");
  }
  return batch;
}

Tensor noise_tensor(const TensorMap& tensors, const char* name, const std::filesystem::path& path) {
  const auto entry = tensors.find(name);
  if (entry == tensors.end()) {
    throw NoiseError(path.string() + ": there is no '" + name +
                     "'; a noise file holds noise.init, noise.R, noise.trans and noise.eps");
  }
  return entry->second;
}

std::unique_ptr<NoiseSource> make_noise(const Options& options) {
  if (options.noise.empty()) {
    std::vector<uint64_t> keys;
    for (const auto& path : options.features) keys.push_back(complex_key(path.stem().string()));
    while (static_cast<int64_t>(keys.size()) < options.batch) keys.push_back(keys[0]);
    return std::make_unique<CounterNoise>(options.seed, std::move(keys));
  }
  std::vector<RecordedNoise> records;
  for (const std::filesystem::path& path : options.noise) {
    const TensorMap tensors = read_tensors(path);
    records.push_back({.init = noise_tensor(tensors, "noise.init", path),
                       .rotation = noise_tensor(tensors, "noise.R", path),
                       .translation = noise_tensor(tensors, "noise.trans", path),
                       .eps = noise_tensor(tensors, "noise.eps", path)});
  }
  while (static_cast<int64_t>(records.size()) < options.batch) records.push_back(records[0]);
  return std::make_unique<ReplayNoise>(std::move(records));
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
  return {weights, file.hyper_parameters,
          {.keep_confidence_logits = options.logits,
           .affinity_mw_correction = options.mw_correction}};
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void run(const Options& options) {
  set_numerics(options);
  const at::Device device = compute_device(options);
  const Features features = read_features(options).to(device, stream_dtype(options));

  const auto start = std::chrono::steady_clock::now();
  const Boltz2 model = load_model(options, device);
  if (options.stage == "affinity" && !model.predicts_affinity()) {
    throw UsageError("--stage affinity: " + options.checkpoint.string() +
                     " is no affinity checkpoint");
  }
  std::cerr << "model loaded in " << seconds_since(start) << " s; " << features.batch()
            << " complexes, " << features.tokens() << " tokens, " << features.atoms()
            << " atoms, " << features.msa.size(1) << " MSA rows\n";

  StageTimes times(device);
  Prediction prediction;
  for (int64_t repeat = 0; repeat < options.repeat; ++repeat) {
    prediction = {};
    const std::unique_ptr<NoiseSource> noise = make_noise(options);
    times.start_run();
    prediction = model(features, *noise, run_options(options),
                       [&](std::string_view stage) { times.finish(stage); });
  }
  times.print(std::cout);
  for (size_t i = 0; i < options.out.size(); ++i) {
    write_tensors(options.out[i], named_outputs(prediction, features, static_cast<int64_t>(i)),
                  {{"program", "boltz-replay"},
                   {"dtype", options.dtype},
                   {"matmul_precision", options.matmul_precision},
                   {"device", options.device}});
  }
}

}  // namespace
}  // namespace bb::replay

int main(int argc, char** argv) {
  using namespace bb::replay;
  try {
    const Options options =
        parse_options({const_cast<const char**>(argv) + 1, static_cast<size_t>(argc - 1)});
    if (options.help) {
      std::cout << usage();
      return 0;
    }
    run(options);
    return 0;
  } catch (const UsageError& error) {
    std::cerr << "boltz-replay: " << error.what() << "\nboltz-replay --help lists the options\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "boltz-replay: " << error.what() << '\n';
    return 1;
  }
}
