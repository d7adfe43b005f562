#include "worker/replay/options.h"

#include <gtest/gtest.h>

namespace bb::replay {
namespace {

Options parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.end(), {"--checkpoint", "c", "--features", "f", "--out", "o"});
  return parse_options(arguments);
}

std::string refusal(std::vector<const char*> arguments) {
  try {
    parse_options(arguments);
  } catch (const UsageError& error) { return error.what(); }
  return "";
}

TEST(ReplayOptions, ReadsValuesInBothSpellings) {
  const Options options =
      parse({"--dtype", "bfloat16", "--samples=5", "--recycling-steps", "0", "--step-scale=1.25",
             "--seed", "18446744073709551615", "--mw-correction"});
  EXPECT_EQ(options.dtype, "bfloat16");
  EXPECT_EQ(options.samples, 5);
  EXPECT_EQ(options.recycling_steps, 0);
  EXPECT_EQ(options.step_scale, 1.25);
  EXPECT_EQ(options.seed, 18446744073709551615ULL);
  EXPECT_TRUE(options.mw_correction);
  EXPECT_FALSE(options.sampling_steps.has_value());
}

TEST(ReplayOptions, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(refusal({"--dtype", "fp8"}).find("float64, float32, bfloat16"), std::string::npos);
  EXPECT_NE(refusal({"--samples", "0"}).find("at least 1"), std::string::npos);
  EXPECT_NE(refusal({"--samples", "3x"}).find("'3x'"), std::string::npos);
  EXPECT_NE(refusal({"--sampling-steps", "1"}).find("at least 2"), std::string::npos);
  EXPECT_NE(refusal({"--fast"}).find("unknown argument '--fast'"), std::string::npos);
  EXPECT_NE(refusal({"--seed"}).find("needs a value"), std::string::npos);
  EXPECT_NE(refusal({"--mw-correction=yes"}).find("takes no value"), std::string::npos);
  EXPECT_NE(refusal({}).find("--checkpoint is missing"), std::string::npos);
}

TEST(ReplayOptions, RefusesPotentialsByName) {
  EXPECT_NE(refusal({"--use-potentials"}).find("not supported yet"), std::string::npos);
}

TEST(ReplayOptions, PairsFilesOfABatch) {
  EXPECT_NE(refusal({"--checkpoint", "c", "--features", "a", "--features", "b", "--out", "o"})
                .find("as many --out as --features (2)"),
            std::string::npos);
  EXPECT_NE(refusal({"--checkpoint", "c", "--features", "a", "--features", "b", "--out", "o",
                     "--out", "p", "--noise", "n"})
                .find("as many --noise"),
            std::string::npos);
}

}  // namespace
}  // namespace bb::replay
