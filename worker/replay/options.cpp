#include "worker/replay/options.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace bb::replay {

namespace {

template <class Number>
Number parse_number(const std::string& option, const std::string& text, Number least) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least) {
    throw UsageError(option + " needs a number of at least " + std::to_string(least) + ", not '" +
                     text + "'");
  }
  return value;
}

std::string parse_choice(const std::string& option, const std::string& text,
                         const std::vector<std::string>& choices) {
  if (std::ranges::find(choices, text) != choices.end()) { return text; }
  std::string allowed;
  for (const std::string& choice : choices) { allowed += (allowed.empty() ? "" : ", ") + choice; }
  throw UsageError(option + " must be one of " + allowed + ", not '" + text + "'");
}

using Setter = std::function<void(Options&, const std::string& option, const std::string& value)>;

const std::map<std::string, Setter>& valued_options() {
  static const auto path_list = [](std::vector<std::filesystem::path> Options::*list) {
    return
        [list](Options& o, const std::string&, const std::string& v) { (o.*list).emplace_back(v); };
  };
  static const auto choice = [](std::string Options::*field, std::vector<std::string> choices) {
    return [field, choices = std::move(choices)](Options& o, const std::string& name,
                                                 const std::string& v) {
      o.*field = parse_choice(name, v, choices);
    };
  };
  static const auto optional_count = [](std::optional<int64_t> Options::*field, int64_t least) {
    return [field, least](Options& o, const std::string& name, const std::string& v) {
      o.*field = parse_number<int64_t>(name, v, least);
    };
  };
  static const auto count = [](int64_t Options::*field, int64_t least) {
    return [field, least](Options& o, const std::string& name, const std::string& v) {
      o.*field = parse_number<int64_t>(name, v, least);
    };
  };
  static const std::map<std::string, Setter> table = {
      {"--checkpoint",
       [](Options& o, const std::string&, const std::string& v) { o.checkpoint = v; }},
      {"--features", path_list(&Options::features)},
      {"--noise", path_list(&Options::noise)},
      {"--out", path_list(&Options::out)},
      {"--stage", choice(&Options::stage, {"structure", "affinity"})},
      {"--recycling-steps", optional_count(&Options::recycling_steps, 0)},
      {"--sampling-steps", optional_count(&Options::sampling_steps, 2)},
      {"--samples", optional_count(&Options::samples, 1)},
      {"--step-scale",
       [](Options& o, const std::string& name, const std::string& v) {
         o.step_scale = parse_number<double>(name, v, 0.0);
       }},
      {"--dtype", choice(&Options::dtype, {"float64", "float32", "bfloat16"})},
      {"--matmul-precision", choice(&Options::matmul_precision, {"highest", "high", "medium"})},
      {"--device", choice(&Options::device, {"cpu", "cuda"})},
      {"--seed", [](Options& o, const std::string& name,
                    const std::string& v) { o.seed = parse_number<uint64_t>(name, v, 0); }},
      {"--repeat", count(&Options::repeat, 1)},
      {"--max-seconds",
       [](Options& o, const std::string& name, const std::string& v) {
         o.max_seconds = parse_number<double>(name, v, 0.0);
       }},
      {"--times", [](Options& o, const std::string&, const std::string& v) { o.times = v; }},
      {"--jobs", [](Options& o, const std::string&, const std::string& v) { o.jobs = v; }},
      {"--batch", count(&Options::batch, 1)},
      {"--threads", count(&Options::threads, 1)},
  };
  return table;
}

const std::map<std::string, std::function<void(Options&)>>& flags() {
  static const std::map<std::string, std::function<void(Options&)>> table = {
      {"--mw-correction", [](Options& o) { o.mw_correction = true; }},
      {"--no-logits", [](Options& o) { o.logits = false; }},
      {"--profile", [](Options& o) { o.profile = true; }},
      {"--help", [](Options& o) { o.help = true; }},
      {"-h", [](Options& o) { o.help = true; }},
      // Named so that nobody believes they had an effect.
      {"--use-potentials",
       [](Options&) {
         throw UsageError(
             "--use-potentials (physical and Feynman-Kac steering) is not supported "
             "yet; contact and template guidance of inputs with 'force: true' is on");
       }},
  };
  return table;
}

void require_consistent(const Options& options) {
  if (options.checkpoint.empty()) { throw UsageError("--checkpoint is missing"); }
  if (options.features.empty()) { throw UsageError("--features is missing"); }
  if (!options.out.empty() && options.out.size() != options.features.size()) {
    throw UsageError("there must be as many --out as --features (" +
                     std::to_string(options.features.size()) + "), or none");
  }
  if (!options.noise.empty() && options.noise.size() != options.features.size()) {
    throw UsageError("there must be as many --noise as --features (" +
                     std::to_string(options.features.size()) + "), or none");
  }
  if (options.batch > 1 && options.features.size() > 1) {
    throw UsageError("--batch repeats one complex; give one --features with it");
  }
}

}  // namespace

Options parse_options(std::span<const char* const> arguments) {
  Options options;
  for (size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    std::optional<std::string> value;
    if (const size_t equals = name.find('='); name.starts_with("--") && equals != name.npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    if (const auto flag = flags().find(name); flag != flags().end()) {
      if (value) { throw UsageError(name + " takes no value"); }
      flag->second(options);
      continue;
    }
    const auto option = valued_options().find(name);
    if (option == valued_options().end()) {
      throw UsageError("unknown argument '" + std::string(arguments[i]) + "'");
    }
    if (!value) {
      if (i + 1 == arguments.size()) { throw UsageError(name + " needs a value"); }
      value = arguments[++i];
    }
    option->second(options, name, *value);
  }
  if (options.help) { return options; }
  if (options.jobs.empty()) {
    require_consistent(options);
  } else if (arguments.size() > 2) {
    throw UsageError("--jobs takes no other options beside it; put them into its lines");
  }
  return options;
}

std::string usage() {
  return R"(boltz-replay: runs Boltz-2 on ready-made features and writes every output.

  boltz-replay --checkpoint C --features F.safetensors [--out O.safetensors] [options]
  boltz-replay --jobs FILE

Needs LibTorch alone. Features, noise and outputs carry the reference's names and shapes.

Input and output
  --checkpoint FILE         Lightning .ckpt or .safetensors
  --features FILE           features of one complex; again for each complex of a batch
  --noise FILE              random draws to replay (noise.init, noise.R, noise.trans, noise.eps);
                            without it they are drawn from --seed
  --out FILE                outputs of one complex; as many as --features, or none
  --no-logits               leaves out the confidence logits (64 bins for each pair)
  --times FILE              all that was measured as JSON: every run of every stage, sampler steps
                            by themselves, loading, peak memory of the process and of the device
  --jobs FILE               one run for each line of FILE (- is standard input), which holds its
                            options; the model stays loaded while lines use the same one. Says
                            "done" or "failed" after each line and goes on

Model
  --stage structure|affinity   affinity takes the affinity checkpoint and cropped features
  --recycling-steps R       default 3 (affinity 5)
  --sampling-steps S        default 200
  --samples M               diffusion samples, default 1 (affinity 5)
  --step-scale X            default 1.5
  --seed N                  default 0; with it and what the complex is, as boltz-batch recorded
                            it in the features, go the random numbers
  --mw-correction           molecular-weight correction of the affinity value

Numerics and speed
  --dtype float64|float32|bfloat16           default float32
  --matmul-precision highest|high|medium     float32 products as IEEE, TF32, bf16; default highest
  --device cpu|cuda         default cpu
  --threads N               CPU threads
  --batch K                 runs K copies of the complex as one batch; writes the first
  --repeat K                K timed runs; prints the median time of each stage
  --max-seconds X           starts no further run once X seconds have passed
  --profile                 marks the last of the K runs for a profiler that waits for it
                            (ncu --profile-from-start off)
)";
}

}  // namespace bb::replay
