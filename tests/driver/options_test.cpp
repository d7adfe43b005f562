#include "driver/options.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace bb {
namespace {

Options parse(std::vector<std::string> arguments, bool has_cuda = false) {
  return parse_options(arguments, has_cuda).value();
}

std::string error_of(const std::vector<std::string>& arguments, bool has_cuda = false) {
  try {
    parse_options(arguments, has_cuda);
  } catch (const UsageError& error) {
    return error.what();
  }
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
  EXPECT_EQ(parse({"m.csv", "--plan-memory", "auto"}).plan_memory, 0U);
  EXPECT_TRUE(contains(error_of({"m.csv", "--plan-memory", "60X"}), "--plan-memory 60X"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--plan-memory", "-1G"}), "--plan-memory -1G"));
}

TEST(Options, ErrorsSayWhatToChange) {
  EXPECT_TRUE(contains(error_of({}), "no manifest"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--sampling-step", "3"}), "--sampling-step"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--sampling-steps", "many"}), "many"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--sampling-steps", "0"}), "--sampling-steps"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--device", "tpu"}), "auto cpu cuda"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--device", "cuda"}), "no usable CUDA device"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--preset", "fast"}), "exact reference screening"));
  EXPECT_TRUE(contains(error_of({"m.csv", "--config", "/nowhere/x.cfg"}), "/nowhere/x.cfg"));
  const Variable typo("BOLTZ_BATCH_SAMPLING_STEP", "3");
  EXPECT_TRUE(contains(error_of({"m.csv"}), "BOLTZ_BATCH_SAMPLING_STEP"));
}

TEST(Options, HelpIsAsked) {
  EXPECT_FALSE(parse_options(std::vector<std::string>{"--help"}, false).has_value());
  EXPECT_TRUE(contains(options_help(), "--recycling-steps"));
}

}  // namespace
}  // namespace bb
