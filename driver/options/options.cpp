#include "driver/options/options.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "driver/options/run_options.h"
#include "io/input/lists/manifest.h"

namespace bb {

namespace {

using From = OptionSet::From;

constexpr int most_threads = 4096;
constexpr int64_t most_steps = 1'000'000, most_samples = 10'000;

/// "a.h5,b.h5"
std::vector<std::filesystem::path> stores_of(const std::string& text) {
  std::vector<std::filesystem::path> out;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(',', start), text.size());
    if (end == start) { throw BadValue("is a list of stores: a.h5 or a.h5,b.h5"); }
    out.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

std::string text_of_stores(const std::vector<std::filesystem::path>& stores) {
  std::string out;
  for (const auto& store : stores) {
    if (!out.empty()) { out += ','; }
    out += store.string();
  }
  return out;
}

void declare_inputs(OptionSet& set, Options& o) {
  set.group("");
  set.path("manifest", o.manifest, "");

  set.group("Input");
  set.path("target", o.target,
           "MANIFEST is a library of ligands (" + std::string(library_endings) +
               "), this what they bind to (Boltz YAML)");
  set.text("id-field", o.id_field,
           "the column, or the field of an SDF, that holds a library's ids (default: found by its "
           "name and place)",
           "name");
  set.choice("missing-msa", o.missing_msa_empty, {{"error", false}, {"empty", true}},
             "a protein that says nothing of its MSA: a failed row, or its sequence alone");
  set.choice(
      "msa-mismatch", o.msa_mismatch,
      {{"trim", MsaMismatch::trim}, {"error", MsaMismatch::refuse}, {"drop", MsaMismatch::drop}},
      "an MSA whose first sequence is not the protein's. trim: cut to the protein where that "
      "is a part of it with at most 5 % of its residues unlike, else a failed row. error: a "
      "failed row. drop: not used, as in the reference");
  set.declare({.name = "rows-from",
               .value_name = "store,...",
               .help = "with --not-done: only rows that are not done in these stores, or that are "
                       "other rows now; boltz-batch merge then shows all stores as one",
               .set = [&o](const std::string& text) { o.rows_from = stores_of(text); },
               .get = [&o] { return text_of_stores(o.rows_from); }});
  set.flag("not-done", o.not_done, "which rows of --rows-from");
  // Of --affinity and --no-affinity the first counts, and the command line before a --config file.
  const auto affinity = [&](const std::string& name, bool wanted, const std::string& help) {
    set.declare({.name = name,
                 .value_name = {},
                 .help = help,
                 .set =
                     [&o, wanted](const std::string& text) {
                       if (flag_of(text) && !o.affinity) { o.affinity = wanted; }
                     },
                 .get = [&o, wanted] { return o.affinity == wanted ? "true" : "false"; }});
  };
  affinity("affinity", true,
           "predict the affinity of every ligand that is given with a target (default: for "
           "--target, where the affinity model's weights are there)");
  affinity("no-affinity", false,
           "predict none, but for rows of a manifest whose own column says so");
  set.number("limit", o.limit, {}, "take the first n rows; 0: all");
  set.number("max-tokens", o.max_tokens, {}, "longer complexes become failed rows; 0: no limit");
  set.number("max-msa-seqs", o.max_msa_seqs, {.least = 1, .greatest = 1'000'000'000},
             "rows taken of an MSA");
}

void declare_results(OptionSet& set, Options& o) {
  set.group("Results");
  set.path("out,o", o.out,
           "the store; a run that was interrupted continues when it is started again");
  set.choice("keep-structures", o.keep_structures, {{"all", true}, {"none", false}},
             "keep coordinates and pLDDT");
  set.flag("write-pae", o.write_pae, "keep the PAE matrix (float16)");
  set.flag("write-pde", o.write_pde, "keep the PDE matrix (float16)");
  set.flag("write-embeddings", o.write_embeddings, "keep the trunk's s and z");
  set.flag("retry-failed", o.retry_failed, "compute failed rows again");
  set.path("run-record", o.run_record,
           "where to write what the run was and did, as JSON (default: beside the store)");
  set.declare({.name = "shard",
               .value_name = "i/n",
               .help = "compute only part i of n of the plan, into a store of its own (--out "
                       "results.h5: results.shard-i-of-n.h5); boltz-batch merge makes one of them",
               .set = [&o](const std::string& text) { o.shard = shard_of(text); },
               .get =
                   [&o] {
                     return o.shard.count == 1 ? ""
                                               : std::to_string(o.shard.index + 1) + '/' +
                                                     std::to_string(o.shard.count);
                   }});
  set.number("create-shards", o.create_shards, {.least = 0, .greatest = most_shards},
             "plan once, make the stores of n shards, and stop");
  set.path("metrics", o.metrics,
           "append the state of the run as a line of JSON every --metrics-seconds");
  set.path("prometheus", o.prometheus,
           "keep it as a text file (*.prom) for the textfile collector of Prometheus's "
           "node_exporter");
  set.number("metrics-seconds", o.metrics_seconds, {.least = 0.001, .greatest = 1e6}, "", "s");
}

void declare_weights(OptionSet& set, Options& o) {
  set.group("Weights");
  set.path("cache", o.cache,
           "folder with boltz2_conf.ckpt, boltz2_aff.ckpt and components (default: $BOLTZ_CACHE, "
           "else ~/.boltz)");
  set.path("checkpoint", o.checkpoint, "structure model, .ckpt or .safetensors");
  set.path("affinity-checkpoint", o.affinity_checkpoint, "affinity model");
  set.path("components", o.components,
           "chemical components: components.cif(.gz) of the wwPDB, or what tools/components makes "
           "of the reference's mols/ (default: components.bin or components.cif.gz in the cache; "
           "what ships inside the program serves proteins, nucleic acids and SMILES)");
  set.path("stage", o.stage,
           "copy weights and components once per host into this folder of its own disk or memory "
           "($TMPDIR, /dev/shm), and read them there");
  set.choice("weights-broadcast", o.broadcast_weights, {{"none", false}, {"mpi", true}},
             "with --stage: mpi, rank 0 alone reads the files and MPI carries them to the other "
             "hosts; none, each host copies them");
}

void declare_model(OptionSet& set, Options& o) {
  constexpr Bounds<int64_t> recycling{.least = 0, .greatest = 10'000};
  constexpr Bounds<int64_t> sampling{.least = 2, .greatest = most_steps};
  constexpr Bounds<int64_t> samples{.least = 1, .greatest = most_samples};
  set.group("Model (the reference's names and defaults)");
  set.number("recycling-steps", o.recycling_steps, recycling, "");
  set.number("sampling-steps", o.sampling_steps, sampling, "");
  set.number("diffusion-samples", o.diffusion_samples, samples, "");
  set.number("recycling-steps-affinity", o.recycling_steps_affinity, recycling, "");
  set.number("sampling-steps-affinity", o.sampling_steps_affinity, sampling, "");
  set.number("diffusion-samples-affinity", o.diffusion_samples_affinity, samples, "");
  set.number("step-scale", o.step_scale, {.least = 0.001, .greatest = 1000}, "", "x");
  set.number("max-parallel-samples", o.max_parallel_samples,
             {.least = 1, .greatest = 1'000'000'000},
             "samples that the confidence module takes at a time");
  set.flag("subsample-msa", o.subsample_msa,
           "let each pass of the trunk see --num-subsampled-msa rows of the MSA, drawn anew");
  set.number("num-subsampled-msa", o.num_subsampled_msa, {.least = 1, .greatest = 1'000'000'000},
             "");
  set.flag("affinity-mw-correction", o.affinity_mw_correction,
           "correct affinity for the ligand's mass");
  set.declare({.name = "corrections",
               .value_name = "names",
               .help = "what of the reference's slips is mended: template-register (residues of a "
                       "template behind a gap of its alignment), all, or none",
               .set =
                   [&o](const std::string& text) {
                     try {
                       o.corrections = parse_corrections(text);
                     } catch (const std::invalid_argument& error) { throw BadValue(error.what()); }
                   },
               .get = [&o] { return to_text(o.corrections); },
               .shows_default = true});
  set.number("seed", o.seed, {},
             "results depend on it and on the complex, never on its id or on what else is in the "
             "run");
}

void declare_precision(OptionSet& set, Options& o) {
  using Text = std::string;
  set.group("Precision");
  set.choice<Text>("preset", o.preset,
                   {{"exact", "exact"}, {"reference", "reference"}, {"screening", "screening"}},
                   "exact: float32, highest; the default without a GPU. reference: what boltz "
                   "predict does, bfloat16 and highest. screening: bfloat16 and high; the default "
                   "on GPUs");
  set.choice<Text>("matmul-precision", o.matmul_precision,
                   {{"highest", "highest"}, {"high", "high"}, {"medium", "medium"}},
                   "float32 products: highest (IEEE), high (TF32) or medium (bfloat16 passes)");
  set.choice<Text>("compute-dtype", o.compute_dtype,
                   {{"float32", "float32"},
                    {"bfloat16", "bfloat16"},
                    {"float16", "float16"},
                    {"float64", "float64"}},
                   "what the model computes in; float64 is for tests");
}

void declare_machine(OptionSet& set, Options& o) {
  constexpr Bounds<int> threads{.least = 0, .greatest = most_threads};
  set.group("Machine");
  set.choice<std::string>("device", o.device, {{"auto", "auto"}, {"cpu", "cpu"}, {"cuda", "cuda"}},
                          "");
  set.flag("oversubscribe-devices", o.oversubscribe_devices,
           "allow more ranks than GPUs on a node");
  set.declare({.name = "plan-memory",
               .value_name = "size",
               .help = "device memory that batches are planned for, e.g. 60G (default: the "
                       "smallest device's)",
               .set = [&o](const std::string& text) { o.plan_memory = bytes_of(text); },
               .get = [&o] { return o.plan_memory == 0 ? "" : std::to_string(o.plan_memory); }});
  set.number("max-batch-size", o.max_batch_size, {.least = 0, .greatest = 1'000'000},
             "complexes in a batch; 0: 16, on the CPU no more than --device-threads");
  set.number("threads", o.threads, threads,
             "threads that make features; 0: by the CPUs that this rank was given");
  set.number("device-threads", o.device_threads, threads,
             "threads of a rank that computes on the CPU; 0: the CPUs it was given");
  set.number("chemistry-workers", o.chemistry_workers, threads,
             "processes that make ligands; 0: as many as --threads");
  set.number("chemistry-seconds", o.chemistry_seconds, {.least = 0.001, .greatest = 1e6},
             "time limit for one molecule", "s");
}

void declare_running(OptionSet& set, Options& o, std::filesystem::path& config) {
  set.group("Running");
  set.flag("dry-run", o.dry_run, "print the plan, and whether it fits, and stop");
  set.declare(
      {.name = "stall-seconds",
       .value_name = "s|auto",
       .help = "a rank without progress for so long ends the run, for a restart (exit "
               "code 5); 0: never (default: 600, or 20 times what its longest batch "
               "should take)",
       .set = [&o](const std::string& text) { o.stall_seconds = stall_seconds_of(text); },
       .get = [&o] { return o.stall_seconds < 0 ? "auto" : text_of_number(o.stall_seconds); }});
  set.flag("quiet,q", o.quiet, "no progress");
  set.path("config", config, "read options from a file: name = value", "file");
}

void apply_presets(Options& options, bool has_cuda) {
  if (options.device == "cuda" && !has_cuda) {
    throw UsageError(
        "--device cuda: this build, or this machine, has no usable CUDA device. nvidia-smi shows "
        "whether the driver sees one; --device cpu computes without");
  }
  if (options.device == "auto") { options.device = has_cuda ? "cuda" : "cpu"; }
  if (options.preset.empty()) { options.preset = options.device == "cuda" ? "screening" : "exact"; }
  if (options.compute_dtype.empty()) {
    options.compute_dtype = options.preset == "exact" ? "float32" : "bfloat16";
  }
  if (options.matmul_precision.empty()) {
    options.matmul_precision = options.preset == "screening" ? "high" : "highest";
  }
}

StagingWay staging_of(const Options& options) {
  if (options.stage.empty()) {
    if (!options.broadcast_weights) { return StagingWay::none; }
    throw UsageError(
        "--weights-broadcast mpi: say with --stage where each host keeps what it is sent, for "
        "example --stage /dev/shm");
  }
  return options.broadcast_weights ? StagingWay::broadcast : StagingWay::copy;
}

std::filesystem::path default_cache() {
  if (const char* const cache = std::getenv("BOLTZ_CACHE")) { return cache; }
  if (const char* const home = std::getenv("HOME")) {
    return std::filesystem::path(home) / ".boltz";
  }
  return ".boltz";
}

}  // namespace

RunOptions::RunOptions(OptionSet& set) : set_(set) {
  declare_inputs(set, options_);
  declare_results(set, options_);
  declare_weights(set, options_);
  declare_model(set, options_);
  declare_precision(set, options_);
  declare_machine(set, options_);
  declare_running(set, options_, config_);
}

Options RunOptions::decide(bool has_cuda) {
  Options& o = options_;
  apply_presets(o, has_cuda);
  o.staging = staging_of(o);
  if (o.shard.count > 1 && o.create_shards > 0) {
    throw UsageError("--shard is for a job that computes, --create-shards for the one before it");
  }
  if (o.shard.count > 1 && o.dry_run) {
    throw UsageError("--dry-run prints the whole plan: leave --shard out");
  }
  if (o.not_done != !o.rows_from.empty()) {
    throw UsageError(o.not_done ? "--not-done: give the stores with --rows-from"
                                : "--rows-from: say which rows are taken, with --not-done");
  }
  std::error_code ignored;
  for (const auto& store : o.rows_from) {
    if (std::filesystem::weakly_canonical(store, ignored) !=
        std::filesystem::weakly_canonical(o.out, ignored)) {
      continue;
    }
    throw UsageError("--rows-from " + store.string() +
                     ": is the store of this run too. Give its rows a store of their own (--out), "
                     "then show both as one (boltz-batch merge)");
  }
  if (!o.rows_from.empty() && (o.shard.count > 1 || o.create_shards > 0)) {
    throw UsageError(
        "--rows-from is for one job: its rows cannot be split into shards yet. Write "
        "them as a manifest of their own to split them");
  }
  o.out = shard_path(o.out, o.shard);
  if (o.cache.empty()) { o.cache = default_cache(); }
  o.listed = set_.listed();
  return o;
}

std::string options_help() {
  OptionSet set("boltz-batch");
  const RunOptions run(set);
  return set.help();
}

std::optional<Options> parse_options(std::span<const std::string> arguments, bool has_cuda) {
  OptionSet set("boltz-batch");
  RunOptions run(set);
  set.place("manifest");
  if (!set.parse(arguments)) { return std::nullopt; }
  Options options = run.decide(has_cuda);
  if (options.manifest.empty()) {
    throw UsageError(
        "no manifest: give a CSV with the columns id and input (or target and smiles), a folder of "
        "YAML files, or --target t.yaml library.smi. boltz-batch --help says more");
  }
  return options;
}

}  // namespace bb
