#include "worker/replay/inputs.h"

#include <charconv>

#include "io/checkpoint/checkpoint.h"
#include "worker/model/diffusion/counter_noise.h"
#include "worker/model/diffusion/replay_noise.h"
#include "worker/tensor_file.h"

namespace bb::replay {

namespace {

Tensor noise_tensor(const TensorMap& tensors, const char* name, const std::filesystem::path& path) {
  const auto entry = tensors.find(name);
  if (entry == tensors.end()) {
    throw NoiseError(path.string() + ": there is no '" + name +
                     "'; a noise file holds noise.init, noise.R, noise.trans and noise.eps");
  }
  return entry->second;
}

/// As `boltz-batch features` recorded it; of other files by their name.
uint64_t random_key_of(const std::filesystem::path& features) {
  const Checkpoint file = read_checkpoint(features);
  const auto entry = file.metadata.find("random_key");
  if (entry == file.metadata.end()) { return complex_key(features.stem().string()); }
  uint64_t key = 0;
  const std::string& text = entry->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), key);
  if (error == std::errc() && end == text.data() + text.size()) { return key; }
  throw FeaturesError(features.string() + ": its metadata entry random_key, '" + text +
                      "', is no number");
}

}  // namespace

Features read_features(const Options& options) {
  std::vector<Features> complexes;
  for (const std::filesystem::path& path : options.features) {
    try {
      complexes.push_back(Features::from_reference(read_tensors(path)));
    } catch (const FeaturesError& error) {
      throw FeaturesError(path.string() + ": " + error.what());
    }
  }
  while (static_cast<int64_t>(complexes.size()) < options.batch) {
    complexes.push_back(complexes[0]);
  }
  Features batch = Features::collate(complexes);
  if (options.stage == "affinity" && !batch.affinity_token_mask.defined()) {
    throw FeaturesError(options.features[0].string() +
                        ": --stage affinity needs features of the affinity stage, with "
                        "'affinity_token_mask'");
  }
  return batch;
}

std::unique_ptr<NoiseSource> make_noise(const Options& options) {
  if (options.noise.empty()) {
    std::vector<uint64_t> keys;
    for (const auto& path : options.features) { keys.push_back(random_key_of(path)); }
    while (static_cast<int64_t>(keys.size()) < options.batch) { keys.push_back(keys[0]); }
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
  while (static_cast<int64_t>(records.size()) < options.batch) { records.push_back(records[0]); }
  return std::make_unique<ReplayNoise>(std::move(records));
}

}  // namespace bb::replay
