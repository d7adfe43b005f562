#include "driver/options.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <boost/program_options.hpp>

namespace bb {

namespace {

namespace po = boost::program_options;
using po::bool_switch;
using po::value;

/// What is parsed before presets and "auto" are decided.
struct Raw {
  std::string keep_structures = "all", missing_msa = "error", plan_memory = "auto";
  std::string config, compute_dtype, matmul_precision, preset, shard;
  std::string stall_seconds = "auto";
  std::string weights_broadcast = "none";
};

constexpr unsigned help_width = 110;

template <class T>
po::typed_value<T>* with_default(T* target) {
  return value<T>(target)->default_value(*target);
}

/// By way of a string: a path read from a stream would end at its first blank.
po::typed_value<std::string>* path_value(std::filesystem::path* target) {
  return value<std::string>()->value_name("path")->notifier(
      [target](const std::string& text) { *target = text; });
}

struct Groups {
  po::options_description all{help_width}, positional{"", help_width};

  Groups(Options& o, Raw& raw) {
    po::options_description input("Input", help_width);
    input.add_options()  //
        ("target", path_value(&o.target),
         "MANIFEST is a library of ligands (.smi, .sdf, .csv), this what they bind to (Boltz "
         "YAML)")  //
        ("missing-msa", value(&raw.missing_msa)->value_name("error|empty"),
         "a protein that says nothing of its MSA: a failed row, or its sequence alone (default: "
         "error)")                                                                           //
        ("limit", with_default(&o.limit)->value_name("n"), "take the first n rows; 0: all")  //
        ("max-tokens", with_default(&o.max_tokens)->value_name("n"),
         "longer complexes become failed rows; 0: no limit")  //
        ("max-msa-seqs", with_default(&o.max_msa_seqs)->value_name("n"), "rows taken of an MSA");

    po::options_description results("Results", help_width);
    results.add_options()  //
        ("out,o", path_value(&o.out)->default_value(o.out.string()),
         "the store; a run that was interrupted continues when it is started again")  //
        ("keep-structures", value(&raw.keep_structures)->value_name("all|none"),
         "keep coordinates and pLDDT (default: all)")                                       //
        ("write-pae", bool_switch(&o.write_pae), "keep the PAE matrix (float16)")           //
        ("write-pde", bool_switch(&o.write_pde), "keep the PDE matrix (float16)")           //
        ("write-embeddings", bool_switch(&o.write_embeddings), "keep the trunk's s and z")  //
        ("retry-failed", bool_switch(&o.retry_failed), "compute failed rows again")         //
        ("run-record", path_value(&o.run_record),
         "where to write what the run was and did, as JSON "
         "(default: beside the store)");

    results.add_options()  //
        ("shard", value(&raw.shard)->value_name("i/n"),
         "compute only part i of n of the plan, into a store of its own (--out results.h5: "
         "results.shard-i-of-n.h5); boltz-batch merge makes one of them")  //
        ("create-shards", with_default(&o.create_shards)->value_name("n"),
         "plan once, make the stores of n shards, and stop");

    results.add_options()  //
        ("metrics", path_value(&o.metrics),
         "append the state of the run as a line of JSON every --metrics-seconds")  //
        ("prometheus", path_value(&o.prometheus),
         "keep it as a text file (*.prom) for the textfile collector of Prometheus's "
         "node_exporter")  //
        ("metrics-seconds", with_default(&o.metrics_seconds)->value_name("s"), "");

    po::options_description weights("Weights", help_width);
    weights.add_options()  //
        ("cache", path_value(&o.cache),
         "folder with boltz2_conf.ckpt, boltz2_aff.ckpt and components (default: $BOLTZ_CACHE, "
         "else ~/.boltz)")                                                                   //
        ("checkpoint", path_value(&o.checkpoint), "structure model, .ckpt or .safetensors")  //
        ("affinity-checkpoint", path_value(&o.affinity_checkpoint), "affinity model")        //
        ("components", path_value(&o.components),
         "chemical components: components.cif(.gz) of the wwPDB, or what tools/components makes of "
         "the reference's mols/ (default: components.bin or components.cif.gz in the cache; what "
         "ships "
         "inside the program serves proteins, nucleic acids and SMILES)")  //
        ("stage", path_value(&o.stage),
         "copy weights and components once per host into this folder of its own disk or memory "
         "($TMPDIR, /dev/shm), and read them there")  //
        ("weights-broadcast", value(&raw.weights_broadcast)->value_name("mpi|none"),
         "with --stage: mpi, rank 0 alone reads the files and MPI carries them to the other hosts; "
         "none, each host copies them (default: none)");

    po::options_description model("Model (the reference's names and defaults)", help_width);
    model.add_options()                                                                 //
        ("recycling-steps", with_default(&o.recycling_steps)->value_name("n"), "")      //
        ("sampling-steps", with_default(&o.sampling_steps)->value_name("n"), "")        //
        ("diffusion-samples", with_default(&o.diffusion_samples)->value_name("n"), "")  //
        ("recycling-steps-affinity", with_default(&o.recycling_steps_affinity)->value_name("n"),
         "")  //
        ("sampling-steps-affinity", with_default(&o.sampling_steps_affinity)->value_name("n"),
         "")  //
        ("diffusion-samples-affinity", with_default(&o.diffusion_samples_affinity)->value_name("n"),
         "")                                                              //
        ("step-scale", with_default(&o.step_scale)->value_name("x"), "")  //
        ("max-parallel-samples", with_default(&o.max_parallel_samples)->value_name("n"),
         "samples that the confidence module takes at a time")  //
        ("subsample-msa", bool_switch(&o.subsample_msa),
         "let each pass of the trunk see --num-subsampled-msa rows of the MSA, drawn anew")  //
        ("num-subsampled-msa", with_default(&o.num_subsampled_msa)->value_name("n"), "")     //
        ("affinity-mw-correction", bool_switch(&o.affinity_mw_correction),
         "correct affinity for the ligand's mass")  //
        ("seed", with_default(&o.seed)->value_name("n"),
         "results depend on it, on the complex and on its id, never on what else is in the run");

    po::options_description precision("Precision", help_width);
    precision.add_options()  //
        ("preset", value(&raw.preset)->value_name("name"),
         "exact: float32, highest; the default without a GPU. reference: what boltz predict does, "
         "bfloat16 and "
         "highest. screening: bfloat16 and high; the default on GPUs")  //
        ("matmul-precision", value(&raw.matmul_precision)->value_name("p"),
         "float32 products: highest (IEEE), high (TF32) or medium (bfloat16 passes)")  //
        ("compute-dtype", value(&raw.compute_dtype)->value_name("type"),
         "float32, bfloat16 or float16");

    po::options_description machine("Machine", help_width);
    machine.add_options()                                                          //
        ("device", with_default(&o.device)->value_name("d"), "auto, cpu or cuda")  //
        ("oversubscribe-devices", bool_switch(&o.oversubscribe_devices),
         "allow more ranks than GPUs on a node")  //
        ("plan-memory", value(&raw.plan_memory)->value_name("size"),
         "device memory that batches are planned for, e.g. 60G (default: the smallest device's)")  //
        ("max-batch-size", with_default(&o.max_batch_size)->value_name("n"),
         "complexes in a batch; 0: 16, on the CPU no more than --device-threads")  //
        ("threads", with_default(&o.threads)->value_name("n"),
         "threads that make features; 0: by the CPUs that this rank was given")  //
        ("device-threads", with_default(&o.device_threads)->value_name("n"),
         "threads of a rank that computes on the CPU; 0: the CPUs it was given")  //
        ("chemistry-workers", with_default(&o.chemistry_workers)->value_name("n"),
         "processes that make ligands; 0: as many as --threads")  //
        ("chemistry-seconds", with_default(&o.chemistry_seconds)->value_name("s"),
         "time limit for one molecule");

    po::options_description running("Running", help_width);
    running.add_options()                                                                      //
        ("dry-run", bool_switch(&o.dry_run), "print the plan, and whether it fits, and stop")  //
        ("stall-seconds", value(&raw.stall_seconds)->value_name("s|auto"),
         "a rank without progress for so long ends the run, for a restart (exit code 5); 0: never "
         "(default: 600, or 20 times what its longest batch should take)")  //
        ("quiet,q", bool_switch(&o.quiet), "no progress")                   //
        ("config", value(&raw.config)->value_name("file"),
         "read options from a file: name = value")  //
        ("help,h", "print this and stop");

    all.add(input).add(results).add(weights).add(model).add(precision).add(machine).add(running);
    positional.add_options()("manifest", path_value(&o.manifest), "");
  }
};

/// Names with dashes; the reference writes them with underscores, which are taken too.
std::string dashes(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::vector<std::string> with_dashes(std::span<const std::string> arguments) {
  std::vector<std::string> out;
  bool options_end = false;
  for (const std::string& argument : arguments) {
    options_end = options_end || argument == "--";
    if (options_end || !argument.starts_with("--")) {
      out.push_back(argument);
      continue;
    }
    const size_t equals = argument.find('=');
    const std::string name = dashes(argument.substr(0, equals));
    out.push_back(equals == std::string::npos ? name : name + argument.substr(equals));
  }
  return out;
}

std::string config_with_dashes(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw UsageError("--config " + path + ": cannot be read");
  std::ostringstream out;
  for (std::string line; std::getline(file, line);) {
    const size_t equals = line.find('=');
    out << dashes(line.substr(0, equals))
        << (equals == std::string::npos ? "" : line.substr(equals)) << '\n';
  }
  return out.str();
}

/// BOLTZ_BATCH_SAMPLING_STEPS -> sampling-steps; nothing for variables that are not ours.
std::string name_of_variable(const std::string& variable, const po::options_description& known) {
  constexpr std::string_view prefix = "BOLTZ_BATCH_";
  if (!variable.starts_with(prefix)) return {};
  std::string name = dashes(variable.substr(prefix.size()));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (known.find_nothrow(name, false) == nullptr) {
    throw UsageError("the environment variable " + variable + " names no option (see --help)");
  }
  return name;
}

std::string one_of(const std::string& option, const std::string& value,
                   std::initializer_list<std::string_view> allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  std::string message = "--" + option + " " + value + ": allowed are";
  for (const std::string_view one : allowed) message += ' ' + std::string(one);
  throw UsageError(message);
}

uint64_t bytes_of(const std::string& text) {
  if (text == "auto") return 0;
  size_t used = 0;
  double number = -1;
  try {
    number = std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  static const std::map<std::string, double> units{
      {"", 1}, {"K", 0x1p10}, {"M", 0x1p20}, {"G", 0x1p30}, {"T", 0x1p40}};
  std::string unit = used == 0 ? "?" : text.substr(used);
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (unit.ends_with("IB")) unit.resize(unit.size() - 2);
  if (unit.ends_with("B")) unit.resize(unit.size() - 1);
  const auto found = units.find(unit);
  if (found == units.end() || !(number > 0)) {
    throw UsageError("--plan-memory " + text + ": give a size such as 60G or 500M");
  }
  return static_cast<uint64_t>(number * found->second);
}

double stall_seconds_of(const std::string& text) {
  if (text == "auto") return -1;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != 0 || !(seconds >= 0)) {
    throw UsageError("--stall-seconds " + text + ": give seconds, 0 for never, or auto");
  }
  return seconds;
}

void require_positive(const char* option, int64_t value) {
  if (value > 0) return;
  throw UsageError("--" + std::string(option) + " " + std::to_string(value) +
                   ": must be 1 or more");
}

void apply_presets(Options& options, const Raw& raw, bool has_cuda) {
  one_of("device", options.device, {"auto", "cpu", "cuda"});
  if (options.device == "cuda" && !has_cuda) {
    throw UsageError(
        "--device cuda: this build, or this machine, has no usable CUDA device. nvidia-smi shows "
        "whether the driver sees one; --device cpu computes without");
  }
  if (options.device == "auto") options.device = has_cuda ? "cuda" : "cpu";
  options.preset = raw.preset;
  if (options.preset.empty()) options.preset = options.device == "cuda" ? "screening" : "exact";
  one_of("preset", options.preset, {"exact", "reference", "screening"});
  options.compute_dtype = options.preset == "exact" ? "float32" : "bfloat16";
  options.matmul_precision = options.preset == "screening" ? "high" : "highest";
  if (!raw.compute_dtype.empty()) {
    options.compute_dtype =
        one_of("compute-dtype", raw.compute_dtype, {"float32", "bfloat16", "float16", "float64"});
  }
  if (!raw.matmul_precision.empty()) {
    options.matmul_precision =
        one_of("matmul-precision", raw.matmul_precision, {"highest", "high", "medium"});
  }
}

void check(Options& options, const Raw& raw) {
  options.keep_structures =
      one_of("keep-structures", raw.keep_structures, {"all", "none"}) == "all";
  options.missing_msa_empty = one_of("missing-msa", raw.missing_msa, {"error", "empty"}) == "empty";
  options.plan_memory = bytes_of(raw.plan_memory);
  options.stall_seconds = stall_seconds_of(raw.stall_seconds);
  require_positive("sampling-steps", options.sampling_steps - 1);
  require_positive("sampling-steps-affinity", options.sampling_steps_affinity - 1);
  require_positive("diffusion-samples", options.diffusion_samples);
  require_positive("diffusion-samples-affinity", options.diffusion_samples_affinity);
  require_positive("max-parallel-samples", options.max_parallel_samples);
  require_positive("num-subsampled-msa", options.num_subsampled_msa);
  require_positive("max-msa-seqs", static_cast<int64_t>(options.max_msa_seqs));
  require_positive("recycling-steps", options.recycling_steps + 1);
  require_positive("recycling-steps-affinity", options.recycling_steps_affinity + 1);
  if (!(options.step_scale > 0)) throw UsageError("--step-scale: must be above 0");
  if (!(options.metrics_seconds > 0)) throw UsageError("--metrics-seconds: must be above 0");
  if (!(options.chemistry_seconds > 0)) throw UsageError("--chemistry-seconds: must be above 0");
  if (options.threads < 0 || options.device_threads < 0 || options.chemistry_workers < 0) {
    throw UsageError("--threads, --device-threads and --chemistry-workers must not be negative");
  }
}

Staging::Way staging_of(const Options& options, const Raw& raw) {
  const bool mpi = one_of("weights-broadcast", raw.weights_broadcast, {"mpi", "none"}) == "mpi";
  if (options.stage.empty()) {
    if (!mpi) return Staging::Way::none;
    throw UsageError(
        "--weights-broadcast mpi: say with --stage where each host keeps what it is sent, for "
        "example --stage /dev/shm");
  }
  return mpi ? Staging::Way::broadcast : Staging::Way::copy;
}

/// "2/4" -> the second of four.
Shard shard_of(const std::string& text) {
  if (text.empty()) return {};
  std::istringstream in(text);
  uint32_t number = 0;
  Shard out;
  char slash = 0;
  in >> number >> slash >> out.count;
  if (in.fail() || !in.eof() || slash != '/' || number < 1 || number > out.count) {
    throw UsageError("--shard " + text + ": give i/n, such as 2/4 for the second of four");
  }
  out.index = number - 1;
  return out;
}

std::filesystem::path default_cache() {
  if (const char* const cache = std::getenv("BOLTZ_CACHE")) return cache;
  if (const char* const home = std::getenv("HOME")) return std::filesystem::path(home) / ".boltz";
  return ".boltz";
}

std::string text_of(const boost::any& value) {
  std::ostringstream out;
  if (const auto* s = boost::any_cast<std::string>(&value)) out << *s;
  if (const auto* b = boost::any_cast<bool>(&value)) out << (*b ? "true" : "false");
  if (const auto* i = boost::any_cast<int>(&value)) out << *i;
  if (const auto* l = boost::any_cast<int64_t>(&value)) out << *l;
  if (const auto* u = boost::any_cast<uint64_t>(&value)) out << *u;
  if (const auto* w = boost::any_cast<uint32_t>(&value)) out << *w;
  if (const auto* d = boost::any_cast<double>(&value)) out << *d;
  return out.str();
}

}  // namespace

std::string options_help() {
  Options options;
  Raw raw;
  std::ostringstream out;
  out << Groups(options, raw).all;
  return out.str();
}

std::optional<Options> parse_options(std::span<const std::string> arguments, bool has_cuda) {
  Options options;
  Raw raw;
  const Groups groups(options, raw);
  po::options_description everything;
  everything.add(groups.all).add(groups.positional);
  po::positional_options_description position;
  position.add("manifest", 1);
  po::variables_map values;
  try {
    po::store(
        po::command_line_parser(with_dashes(arguments))
            .options(everything)
            .positional(position)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run(),
        values);
    if (values.count("help") > 0) return std::nullopt;
    po::store(po::parse_environment(
                  groups.all,
                  [&](const std::string& name) { return name_of_variable(name, groups.all); }),
              values);
    if (values.count("config") > 0) {
      const auto path = values["config"].as<std::string>();
      std::istringstream text(config_with_dashes(path));
      po::store(po::parse_config_file(text, everything), values);
    }
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(error.what() + std::string(" (boltz-batch --help lists the options)"));
  }
  if (options.manifest.empty()) {
    throw UsageError(
        "no manifest: give a CSV with the columns id and input (or target and smiles), a folder of "
        "YAML files, or --target t.yaml library.smi. boltz-batch --help says more");
  }
  check(options, raw);
  apply_presets(options, raw, has_cuda);
  options.staging = staging_of(options, raw);
  options.shard = shard_of(raw.shard);
  if (options.shard.count > 1 && options.create_shards > 0) {
    throw UsageError("--shard is for a job that computes, --create-shards for the one before it");
  }
  if (options.shard.count > 1 && options.dry_run) {
    throw UsageError("--dry-run prints the whole plan: leave --shard out");
  }
  options.out = shard_path(options.out, options.shard);
  if (options.cache.empty()) options.cache = default_cache();
  for (const auto& [name, value] : values) {
    if (name != "manifest" && name != "help")
      options.listed.emplace_back(name, text_of(value.value()));
  }
  return options;
}

}  // namespace bb
