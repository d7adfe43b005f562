#include <algorithm>
#include <cstdio>

#include "driver/commands/command_options.h"
#include "driver/commands/commands.h"
#include "driver/commands/input_reading.h"
#include "driver/options/exit_code.h"
#include "driver/options/run_options.h"
#include "driver/report/console.h"
#include "driver/report/program_version.h"
#include "io/store/store_reader.h"
#include "worker/model/diffusion/counter_noise.h"
#include "worker/pipeline/predictor.h"
#include "worker/tensor_file.h"

namespace bb {

namespace {

ManifestRow find_row(const InputListOptions& options, const std::string& id) {
  const std::filesystem::path& input = options.path;
  const auto list = open_inputs(options);
  ManifestRow row, next;
  uint64_t rows = 0;
  while (list->next(next)) {
    if (id.empty() ? rows == 0 : next.id == id) { row = next; }
    ++rows;
  }
  if (id.empty() && rows > 1) {
    throw UsageError(input.string() + " has " + std::to_string(rows) +
                     " complexes: say which with --id");
  }
  if (row.id.empty()) { throw UsageError(input.string() + ": no row with the id '" + id + "'"); }
  return row;
}

/// Coordinates (atoms, 3) of the best sample: of a store's row, or of what boltz-replay wrote.
std::vector<float> best_coordinates(const std::filesystem::path& path, const std::string& id,
                                    size_t atoms) {
  std::vector<float> all, scores;
  if (path.extension() == ".safetensors") {
    const TensorMap tensors = read_tensors(path);
    const auto floats = [&](const char* name) {
      const auto entry = tensors.find(name);
      if (entry == tensors.end()) { throw UsageError(path.string() + ": has no tensor " + name); }
      return entry->second.to(at::kFloat).contiguous();
    };
    const Tensor x = floats("out.sample_atom_coords");  // (M, padded atoms, 3)
    const Tensor real =
        x.narrow(1, 0, std::min<int64_t>(x.size(1), static_cast<int64_t>(atoms))).contiguous();
    all.assign(real.data_ptr<float>(), real.data_ptr<float>() + real.numel());
    const Tensor score = floats("out.confidence_score").flatten();
    scores.assign(score.data_ptr<float>(), score.data_ptr<float>() + score.numel());
  } else {
    const StoreReader store(path);
    const auto ids = store.ids(0, store.rows());
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) {
      throw UsageError(path.string() + ": has no row with the id '" + id + "'");
    }
    StoredStructure structure = store.structure(static_cast<uint64_t>(found - ids.begin()));
    if (structure.result.coordinates.empty()) {
      throw UsageError(path.string() + ": was made with --keep-structures none");
    }
    all = std::move(structure.result.coordinates);
    scores = std::move(structure.result.confidence_score);
  }
  if (all.size() != scores.size() * atoms * 3) {
    throw UsageError(path.string() + ": its structure of '" + id +
                     "' has other atoms than the input");
  }
  const size_t best = most_confident_sample(scores);
  return {all.begin() + static_cast<ptrdiff_t>(best * atoms * 3),
          all.begin() + static_cast<ptrdiff_t>((best + 1) * atoms * 3)};
}

/// The random numbers of a run, under the names that boltz-replay --noise reads.
TensorMap recorded(uint64_t seed, uint64_t key, int64_t padded, int64_t samples, int64_t steps) {
  CounterNoise noise(seed, {key});
  noise.begin({.padded_atoms = {padded}, .samples = samples, .atoms = padded, .steps = steps});
  TensorMap out;
  out["noise.init"] = noise.init()[0].contiguous();
  std::vector<Tensor> rotations, translations, eps;
  for (int64_t i = 0; i < steps; ++i) {
    const StepNoise step = noise.step(i);
    rotations.push_back(step.rotation[0]);
    translations.push_back(step.translation[0]);
    eps.push_back(step.eps[0]);
  }
  out["noise.R"] = at::stack(rotations);
  out["noise.trans"] = at::stack(translations);
  out["noise.eps"] = at::stack(eps);
  return out;
}

}  // namespace

int features_command(std::span<const std::string> arguments) {
  const std::string usage =
      "boltz-batch features INPUT --out F.safetensors [options]\n"
      "Writes what the model is given of one complex, for boltz-replay. Takes all other options of "
      "run too.";
  std::filesystem::path input, out, affinity_of, noise;
  std::string id;
  int64_t steps = 200, samples = 0;
  OptionSet set("boltz-batch features");
  set.group("", OptionSet::From::command_line);
  set.path("input", input, "");
  set.group("Options", OptionSet::From::command_line);
  set.path("out,o", out, "where to write", "F.safetensors");
  set.text("id", id, "which row, where INPUT is a manifest or a library", "id");
  set.path("affinity-of", affinity_of,
           "the affinity stage's features, about the best structure in RESULT: a store, or what "
           "boltz-replay wrote",
           "RESULT");
  set.path("noise", noise,
           "also write the random numbers that a run with this seed draws for the complex",
           "F.safetensors");
  set.number("sampling-steps", steps, {.least = 1, .greatest = 1'000'000}, "of --noise");
  set.number("diffusion-samples", samples, {.least = 0, .greatest = 10'000},
             "of --noise; 0: 1, and 5 for affinity");
  RunOptions run(set);
  set.place("input");
  const std::vector<std::string> titles{"Options", "Input"};
  if (!parse_command(set, usage, arguments, titles)) { return exit_done; }
  if (input.empty()) { throw UsageError("nothing given. " + usage); }
  if (out.empty()) { throw UsageError("--out is missing: where to write. " + usage); }
  Options options = run.decide(true);
  options.manifest = input;
  const ManifestRow row =
      find_row({.path = input, .target = options.target, .id_field = options.id_field}, id);
  const InputReading reading(options);
  const auto prepared = reading.preparation().prepare(row);
  for (const RowWarning& warning : prepared->warnings) {
    print_error("warning: %s\n", warning.text.c_str());
  }
  const Featuriser& featuriser = prepared->featuriser;
  const bool affinity = !affinity_of.empty();
  if (affinity && !featuriser.has_affinity()) {
    throw UsageError("--affinity-of: the input asks for no affinity");
  }
  const auto stage = affinity ? FeatureStage::affinity : FeatureStage::structure;
  const ConformerDraws draws = counter_draws(options.seed, prepared->random_key, stage);
  std::vector<float> coordinates;
  if (affinity) { coordinates = best_coordinates(affinity_of, prepared->name, featuriser.atoms()); }
  const Features features = affinity ? featuriser.affinity_features(coordinates, draws)
                                     : featuriser.structure_features(draws);
  const uint64_t key = affinity ? affinity_key(prepared->random_key) : prepared->random_key;
  const std::map<std::string, std::string> metadata{{"program", program_version()},
                                                    {"complex", prepared->name},
                                                    {"random_key", std::to_string(key)}};
  write_tensors(out, featuriser.reference_features(features, coordinates), metadata);
  if (!noise.empty()) {
    if (samples == 0) { samples = affinity ? 5 : 1; }
    const int64_t padded = features.layout.front().padded_atoms;
    write_tensors(noise, recorded(options.seed, key, padded, samples, steps), metadata);
  }
  return exit_done;
}

}  // namespace bb
