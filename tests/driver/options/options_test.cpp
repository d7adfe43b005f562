#include "driver/options/options.h"

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

namespace bb {
namespace {

Options parse(std::vector<std::string> arguments, bool has_cuda = false) {
  return parse_options(arguments, has_cuda).value();
}

std::string error_of(const std::vector<std::string>& arguments, bool has_cuda = false) {
  try {
    parse_options(arguments, has_cuda);
  } catch (const UsageError& error) { return error.what(); }
  return "none";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// An environment variable for the time of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(Options, HaveTheReferencesDefaults) {
  const Options o = parse({"m.csv"});
  EXPECT_EQ(o.manifest, "m.csv");
  EXPECT_EQ(o.recycling_steps, 3);
  EXPECT_EQ(o.sampling_steps, 200);
  EXPECT_EQ(o.diffusion_samples, 1);
  EXPECT_EQ(o.sampling_steps_affinity, 200);
  EXPECT_EQ(o.diffusion_samples_affinity, 5);
  EXPECT_EQ(o.step_scale, 1.5);
  EXPECT_EQ(o.max_msa_seqs, 8192U);
  EXPECT_FALSE(o.affinity_mw_correction);
  EXPECT_TRUE(o.keep_structures);
}

TEST(Options, TakeTheReferencesSpelling) {
  EXPECT_EQ(parse({"m.csv", "--sampling_steps", "7"}).sampling_steps, 7);
  EXPECT_EQ(parse({"m.csv", "--sampling_steps=8"}).sampling_steps, 8);
  EXPECT_EQ(parse({"--out", "a_b c.h5", "m_1.csv"}).out, "a_b c.h5");
}

TEST(Options, CommandLineThenEnvironmentThenConfig) {
  const std::string config = testing::TempDir() + "options_test.cfg";
  std::ofstream(config) << "# a comment\nsampling_steps = 11\nseed = 12\nstep-scale = 1.25\n";
  const Variable steps("BOLTZ_BATCH_SAMPLING_STEPS", "21"), seed("BOLTZ_BATCH_SEED", "22");
  const Options o = parse({"m.csv", "--config", config, "--sampling-steps", "31"});
  EXPECT_EQ(o.sampling_steps, 31);
  EXPECT_EQ(o.seed, 22U);
  EXPECT_EQ(o.step_scale, 1.25);
}

TEST(Options, PresetsDependOnTheDevice) {
  const Options cpu = parse({"m.csv"});
  EXPECT_EQ(cpu.device, "cpu");
  EXPECT_EQ(cpu.preset, "exact");
  EXPECT_EQ(cpu.compute_dtype, "float32");
  EXPECT_EQ(cpu.matmul_precision, "highest");
  const Options gpu = parse({"m.csv"}, true);
  EXPECT_EQ(gpu.device, "cuda");
  EXPECT_EQ(gpu.compute_dtype, "bfloat16");
  EXPECT_EQ(gpu.matmul_precision, "high");
  const Options reference = parse({"m.csv", "--preset", "reference"}, true);
  EXPECT_EQ(reference.compute_dtype, "bfloat16");
  EXPECT_EQ(reference.matmul_precision, "highest");
  const Options mixed =
      parse({"m.csv", "--preset", "screening", "--compute-dtype", "float16"}, true);
  EXPECT_EQ(mixed.compute_dtype, "float16");
  EXPECT_EQ(mixed.matmul_precision, "high");
}

TEST(Options, SizesHaveUnits) {
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "60G"}).plan_memory, uint64_t{60} << 30U);
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "1.5GiB"}).plan_memory, uint64_t{3} << 29U);
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "500mb"}).plan_memory, uint64_t{500} << 20U);
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "4096"}).plan_memory, 4096U);
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "auto"}).plan_memory, 0U);
}

TEST(Options, AreTakenAtTheirBounds) {
  EXPECT_EQ(parse({"m.csv", "--sampling-steps", "2"}).sampling_steps, 2);
  EXPECT_EQ(parse({"m.csv", "--sampling-steps=+7"}).sampling_steps, 7);
  EXPECT_EQ(parse({"m.csv", "--recycling-steps", "0"}).recycling_steps, 0);
  EXPECT_EQ(parse({"m.csv", "--seed", "18446744073709551615"}).seed, UINT64_MAX);
  EXPECT_EQ(parse({"m.csv", "--step-scale", "1e-1"}).step_scale, 0.1);
  EXPECT_EQ(parse({"m.csv", "--stall-seconds", "0"}).stall_seconds, 0);
  EXPECT_EQ(parse({"m.csv", "--stall-seconds", "auto"}).stall_seconds, -1);
  const Shard shard = parse({"m.csv", "--shard", "4/4"}).shard;
  EXPECT_EQ(shard.index, 3U);
  EXPECT_EQ(shard.count, 4U);
}

struct Refused {
  const char* option;
  const char* value;
  const char* problem;
};

constexpr Refused refused[] = {
    {"sampling-steps", "1", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "0", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "-5", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "many", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "10x", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "10.5", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "1e2", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "+-5", "must be a whole number from 2 to 1000000"},
    {"sampling-steps", "99999999999999999999", "must be a whole number from 2 to 1000000"},
    {"sampling-steps-affinity", "1", "must be a whole number from 2 to 1000000"},
    {"recycling-steps", "-1", "must be a whole number from 0 to 10000"},
    {"recycling-steps-affinity", "-1", "must be a whole number from 0 to 10000"},
    {"diffusion-samples", "0", "must be a whole number from 1 to 10000"},
    {"diffusion-samples-affinity", "0", "must be a whole number from 1 to 10000"},
    {"max-parallel-samples", "0", "must be a whole number from 1 to 1000000000"},
    {"num-subsampled-msa", "0", "must be a whole number from 1 to 1000000000"},
    {"max-msa-seqs", "0", "must be a whole number from 1 to 1000000000"},
    {"max-msa-seqs", "-1", "must be a whole number from 1 to 1000000000"},
    {"seed", "-1", "must be a whole number, 0 or more"},
    {"seed", "18446744073709551616", "must be a whole number from 0 to 18446744073709551615"},
    {"limit", "-2", "must be a whole number, 0 or more"},
    {"limit", "1 000", "must be a whole number, 0 or more"},
    {"max-tokens", "-1", "must be a whole number, 0 or more"},
    {"create-shards", "-1", "must be a whole number from 0 to 100000"},
    {"max-batch-size", "-1", "must be a whole number from 0 to 1000000"},
    {"max-batch-size", "4294967297", "must be a whole number from 0 to 1000000"},
    {"threads", "-1", "must be a whole number from 0 to 4096"},
    {"threads", "4294967297", "must be a whole number from 0 to 4096"},
    {"device-threads", "-1", "must be a whole number from 0 to 4096"},
    {"chemistry-workers", "0x10", "must be a whole number from 0 to 4096"},
    {"chemistry-seconds", "0", "must be a number from 0.001 to 1e+06"},
    {"chemistry-seconds", "inf", "must be a number from 0.001 to 1e+06"},
    {"metrics-seconds", "nan", "must be a number from 0.001 to 1e+06"},
    {"step-scale", "0", "must be a number from 0.001 to 1000"},
    {"step-scale", "-1.5", "must be a number from 0.001 to 1000"},
    {"step-scale", "nan", "must be a number from 0.001 to 1000"},
    {"step-scale", "1.5.2", "must be a number from 0.001 to 1000"},
    {"step-scale", "1,5", "must be a number from 0.001 to 1000"},
    {"step-scale", "1e999", "must be a number from 0.001 to 1000"},
    {"stall-seconds", "-1", "must be a number from 0 to 1e+09 (seconds; 0: never), or auto"},
    {"stall-seconds", "soon", "must be a number from 0 to 1e+09 (seconds; 0: never), or auto"},
    {"plan-memory", "60X",
     "must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto"},
    {"plan-memory", "-1G",
     "must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto"},
    {"plan-memory", "0",
     "must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto"},
    {"plan-memory", "nan",
     "must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto"},
    {"plan-memory", "9e99T",
     "must be a size such as 60G or 500M (K, M, G, T: powers of 1024), or auto"},
    {"shard", "5/4",
     "must be i/n, i from 1 to n and n at most 100000, such as 2/4 for the second of four"},
    {"shard", "0/4",
     "must be i/n, i from 1 to n and n at most 100000, such as 2/4 for the second of four"},
    {"shard", "-1/4",
     "must be i/n, i from 1 to n and n at most 100000, such as 2/4 for the second of four"},
    {"shard", "1/4x",
     "must be i/n, i from 1 to n and n at most 100000, such as 2/4 for the second of four"},
    {"device", "tpu", "must be one of auto, cpu, cuda. Did you mean cpu?"},
    {"preset", "fast", "must be one of exact, reference, screening"},
    {"compute-dtype", "floot32",
     "must be one of float32, bfloat16, float16, float64. Did you mean float32?"},
    {"matmul-precision", "hi", "must be one of highest, high, medium"},
    {"keep-structures", "some", "must be one of all, none"},
    {"missing-msa", "emtpy", "must be one of error, empty. Did you mean empty?"},
    {"msa-mismatch", "trimm", "must be one of trim, error, drop. Did you mean trim?"},
    {"corrections", "template-registers",
     "there is no correction 'template-registers'. Did you mean 'template-register'? Allowed are "
     "all, none, template-register"},
    {"weights-broadcast", "MPI", "must be one of none, mpi. Did you mean mpi?"},
};

const std::string hint = " (boltz-batch --help lists the options)";

std::string variable_of(std::string name) {
  for (char& c : name) { c = c == '-' ? '_' : static_cast<char>(std::toupper(c)); }
  return "BOLTZ_BATCH_" + name;
}

TEST(Options, RefusedValuesAreNamedAsGivenWithTheirBounds) {
  for (const Refused& one : refused) {
    const std::string problem = std::string(one.value) + ": " + one.problem + hint;
    EXPECT_EQ(error_of({"m.csv", "--" + std::string(one.option), one.value}),
              "--" + std::string(one.option) + ' ' + problem);
    EXPECT_EQ(error_of({"m.csv", "--" + std::string(one.option) + "=" + one.value}),
              "--" + std::string(one.option) + ' ' + problem);
  }
}

TEST(Options, RefusedValuesAreNamedWhereverTheyStand) {
  const std::string config = testing::TempDir() + "options_test_refused.cfg";
  for (const Refused& one : refused) {
    const std::string problem = std::string(one.value) + ": " + one.problem + hint;
    {
      const std::string name = variable_of(one.option);
      const Variable variable(name.c_str(), one.value);
      EXPECT_EQ(error_of({"m.csv"}), name + '=' + problem);
    }
    std::ofstream(config) << "# a comment\r\n\r\n"
                          << one.option << " = " << one.value << "  # why\r\n";
    EXPECT_EQ(error_of({"m.csv", "--config", config}),
              config + ", line 3: " + one.option + " = " + problem);
  }
}

TEST(Options, EmptyValuesAreRefused) {
  EXPECT_EQ(error_of({"m.csv", "--seed", ""}),
            "--seed '': must be a whole number, 0 or more" + hint);
  EXPECT_EQ(error_of({"m.csv", "--seed="}),
            "--seed has no value: must be a whole number, 0 or more" + hint);
  EXPECT_EQ(error_of({"m.csv", "--seed"}),
            "--seed has no value: must be a whole number, 0 or more" + hint);
  EXPECT_EQ(error_of({"m.csv", "--target", ""}), "--target '': must be a path" + hint);
  EXPECT_EQ(error_of({"m.csv", "--quiet=true"}), "--quiet takes no value" + hint);
  const Variable quiet("BOLTZ_BATCH_QUIET", "perhaps");
  EXPECT_EQ(error_of({"m.csv"}), "BOLTZ_BATCH_QUIET=perhaps: must be true or false" + hint);
}

TEST(Options, UnknownNamesAreAnsweredWithTheNearest) {
  EXPECT_EQ(error_of({"m.csv", "--sampling_step", "3"}),
            "unknown option --sampling_step. Did you mean --sampling-steps?" + hint);
  EXPECT_EQ(error_of({"m.csv", "--Seed=3"}), "unknown option --Seed. Did you mean --seed?" + hint);
  EXPECT_EQ(error_of({"m.csv", "--zzzzzz"}), "unknown option --zzzzzz" + hint);
  EXPECT_EQ(error_of({"m.csv", "-z"}), "unknown option -z" + hint);
  const std::string config = testing::TempDir() + "options_test_unknown.cfg";
  const auto with = [&](const std::string& text) {
    std::ofstream(config) << text;
    return error_of({"m.csv", "--config", config});
  };
  EXPECT_EQ(
      with("seed = 1\nsampling_step = 3\n"),
      config + ", line 2: sampling_step names no option. Did you mean sampling-steps?" + hint);
  EXPECT_EQ(with("seed = 1\nseed = 1\n"), config + ", line 2: seed = 1: it is given twice, as " +
                                              config + ", line 1: seed = 1 too" + hint);
  EXPECT_EQ(with("\n[model]\nseed = 1\n"),
            config + ", line 2: '[model]' is not 'name = value': there are no sections here");
  EXPECT_EQ(with("--seed 1\n"), config + ", line 1: '--seed 1' is not 'name = value'");
  EXPECT_EQ(with("config = other.cfg\n"),
            config + ", line 1: a configuration file cannot name another");
  const Variable typo("BOLTZ_BATCH_SAMPLING_STEP", "3");
  EXPECT_EQ(error_of({"m.csv"}),
            "the environment variable BOLTZ_BATCH_SAMPLING_STEP names no option. Did you mean "
            "BOLTZ_BATCH_SAMPLING_STEPS?" +
                hint);
}

TEST(Options, PathsInAConfigurationFileMayHoldHashes) {
  const std::string config = testing::TempDir() + "options_test_hash.cfg";
  std::ofstream(config) << "\xEF\xBB\xBFout = a#b c.h5 # the store\n";
  EXPECT_EQ(parse({"m.csv", "--config", config}).out, "a#b c.h5");
}

TEST(Options, TwiceIsRefused) {
  EXPECT_EQ(error_of({"m.csv", "--seed", "1", "--seed", "2"}),
            "--seed 2: it is given twice, as --seed 1 too" + hint);
  EXPECT_EQ(error_of({"m.csv", "other.csv"}),
            "other.csv: there is one argument too many before it" + hint);
}

// Every option of `boltz predict` 2.2.1 works under its name, or is answered with what to do.
TEST(Options, OfTheReferenceWorkOrAreAnswered) {
  for (const char* const works :
       {"--cache", "--checkpoint", "--recycling_steps", "--sampling_steps", "--diffusion_samples",
        "--max_parallel_samples", "--step_scale", "--seed", "--affinity_mw_correction",
        "--sampling_steps_affinity", "--diffusion_samples_affinity", "--affinity_checkpoint",
        "--max_msa_seqs", "--subsample_msa", "--num_subsampled_msa", "--write_embeddings"}) {
    EXPECT_FALSE(contains(error_of({"m.csv", works}), "unknown option")) << works;
  }
  const std::pair<const char*, const char*> answered[] = {
      {"--write_full_pae", "--write-pae"},
      {"--write-full-pde", "--write-pde"},
      {"--out_dir=x", "--out DIR/results.h5"},
      {"--output_format", "HDF5 store"},
      {"--devices", "mpirun -n 8"},
      {"--accelerator", "--device cuda"},
      {"--num_workers", "--threads"},
      {"--preprocessing-threads", "--threads"},
      {"--override", "--out"},
      {"--use_msa_server", "msa: file.a3m"},
      {"--msa_server_url", "msa: file.a3m"},
      {"--msa_pairing_strategy", "msa: file.a3m"},
      {"--msa_server_username", "msa: file.a3m"},
      {"--msa_server_password", "msa: file.a3m"},
      {"--api_key_header", "msa: file.a3m"},
      {"--api_key_value", "msa: file.a3m"},
      {"--use_potentials", "steering"},
      {"--model", "Boltz-2"},
      {"--method", "cannot be set"},
      {"--no_kernels", "leave it out"}};
  for (const auto& [option, answer] : answered) {
    const std::string error = error_of({"m.csv", option, "x"});
    const std::string name = std::string(option).substr(0, std::string(option).find('='));
    EXPECT_TRUE(error.starts_with(name + ": ")) << error;
    EXPECT_TRUE(contains(error, answer)) << error;
  }
  const Variable pae("BOLTZ_BATCH_WRITE_FULL_PAE", "true");
  EXPECT_TRUE(
      contains(error_of({"m.csv"}), "BOLTZ_BATCH_WRITE_FULL_PAE: it is called --write-pae"));
}

TEST(Options, ErrorsSayWhatToChange) {
  EXPECT_TRUE(contains(error_of({}), "no manifest"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--device", "cuda"}), "no usable CUDA device"));
  EXPECT_EQ(error_of({"m.csv", "--config", "/nowhere/x.cfg"}),
            "--config /nowhere/x.cfg: there is no such file");
  EXPECT_EQ(error_of({"m.csv", "--config", "/dev/null"}),
            "--config /dev/null: is a device, a file is needed");
  EXPECT_TRUE(contains(error_of({"m.csv", "--weights-broadcast", "mpi"}), "--stage"));
}

TEST(Options, WhatIsInEffectIsListed) {
  const Options o =
      parse({"m.csv", "--step-scale", "1.50", "--subsample-msa", "--missing_msa=empty"});
  const std::map<std::string, std::string> listed(o.listed.begin(), o.listed.end());
  EXPECT_EQ(listed.at("step-scale"), "1.5");
  EXPECT_EQ(listed.at("sampling-steps"), "200");
  EXPECT_EQ(listed.at("subsample-msa"), "true");
  EXPECT_EQ(listed.at("affinity-mw-correction"), "false");
  EXPECT_EQ(listed.at("missing-msa"), "empty");
  EXPECT_EQ(listed.at("msa-mismatch"), "trim");
  EXPECT_EQ(listed.at("corrections"), "none");
  EXPECT_EQ(listed.at("device"), "cpu");
  EXPECT_FALSE(listed.contains("manifest"));
}

TEST(Options, HelpIsAsked) {
  EXPECT_FALSE(parse_options(std::vector<std::string>{"--help"}, false).has_value());
  EXPECT_FALSE(parse_options(std::vector<std::string>{"m.csv", "-h"}, false).has_value());
  EXPECT_TRUE(contains(options_help(), "--recycling-steps n (=3)"));
}

}  // namespace
}  // namespace bb
