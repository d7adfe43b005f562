// The program as a user runs it: what it writes, and what it says of bad input.

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/worker/model/golden.h"

namespace bb::test {
namespace {

struct Outcome {
  int exit_code;
  std::string text;  // stdout and stderr
};

class BoltzReplay : public testing::Test {
 protected:
  void SetUp() override {
    dir = std::filesystem::temp_directory_path() /
          ("boltz_replay_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(dir);
  }
  void TearDown() override { std::filesystem::remove_all(dir); }

  static Outcome run(const std::string& arguments) {
    const std::string command = std::string(BB_REPLAY) + " " + arguments + " 2>&1";
    FILE* pipe = ::popen(command.c_str(), "r");
    Outcome outcome{.exit_code = -1, .text = {}};
    std::array<char, 4096> buffer{};
    while (size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      outcome.text.append(buffer.data(), count);
    }
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) { outcome.exit_code = WEXITSTATUS(status); }
    return outcome;
  }

  /// Arguments for the small case, with other features or another checkpoint where given.
  std::string arguments(const std::filesystem::path& features,
                        const std::filesystem::path& checkpoint) const {
    return "--checkpoint " + checkpoint.string() + " --features " + features.string() +
           " --noise " + one.golden_f64.string() + " --out " + out.string() +
           " --recycling-steps 1 --sampling-steps 10 --samples 2 --dtype float64";
  }

  /// The case's features after a change, in a file.
  template <class Change>
  std::filesystem::path changed_features(Change change) const {
    TensorMap tensors;
    for (const auto& [name, tensor] : read_tensors(one.features)) {
      tensors[name] = tensor.clone();
    }
    change(tensors);
    const std::filesystem::path path = dir / "features.safetensors";
    write_tensors(path, tensors);
    return path;
  }

  void expect_refused(const std::string& command, std::string_view message, int exit_code = 1) {
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.text;
    EXPECT_NE(outcome.text.find(message), std::string::npos) << outcome.text;
    EXPECT_FALSE(std::filesystem::exists(out)) << "something was written all the same";
    EXPECT_TRUE(std::filesystem::is_empty(dir) ||
                std::ranges::distance(std::filesystem::directory_iterator(dir)) <= 1)
        << "a temporary file was left behind";
  }

  const Case& one = oracle_case("affsmall_small_structure");
  std::filesystem::path dir;
  std::filesystem::path out = std::filesystem::temp_directory_path() /
                              ("boltz_replay_out_" + std::to_string(::getpid()) + ".safetensors");
};

TEST_F(BoltzReplay, WritesTheReferencesOutputs) {
  const Outcome outcome = run(arguments(one.features, one.checkpoint));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.text;
  EXPECT_NE(outcome.text.find("diffusion"), std::string::npos) << "no stage times";
  const Golden golden(one.golden_f64);
  const TensorMap outputs = read_tensors(out);
  std::filesystem::remove(out);
  for (const auto& [name, expected] : golden.tensors()) {
    if (name.starts_with("out.")) { expect_equal(outputs.at(name), expected, exact, name); }
  }
}

TEST_F(BoltzReplay, DrawsNoiseFromTheSeed) {
  const auto coordinates = [&](const std::string& seed) {
    const Outcome outcome =
        run("--checkpoint " + one.checkpoint.string() + " --features " + one.features.string() +
            " --out " + out.string() +
            " --recycling-steps 0 --sampling-steps 3 --no-logits --seed " + seed);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.text;
    Tensor result = read_tensors(out).at("out.sample_atom_coords").clone();
    std::filesystem::remove(out);
    return result;
  };
  const Tensor first = coordinates("1");
  EXPECT_TRUE(first.equal(coordinates("1")));
  EXPECT_FALSE(first.equal(coordinates("2")));
}

TEST_F(BoltzReplay, RefusesMissingFeature) {
  const auto features = changed_features([](TensorMap& t) { t.erase("ref_charge"); });
  expect_refused(arguments(features, one.checkpoint), "feature 'ref_charge' is missing");
}

TEST_F(BoltzReplay, RefusesWrongShape) {
  const auto features =
      changed_features([](TensorMap& t) { t["profile"] = t["profile"].narrow(2, 0, 20); });
  expect_refused(arguments(features, one.checkpoint), "feature 'profile' has shape (1, 53, 20)");
}

TEST_F(BoltzReplay, RefusesNan) {
  const auto features = changed_features(
      [](TensorMap& t) { t["ref_pos"][0][7][1] = std::numeric_limits<double>::quiet_NaN(); });
  expect_refused(arguments(features, one.checkpoint), "feature 'ref_pos' holds NaN or infinity");
}

TEST_F(BoltzReplay, RefusesIndexOutOfRange) {
  const auto features = changed_features([](TensorMap& t) { t["msa"][0][0][0] = 33; });
  expect_refused(arguments(features, one.checkpoint), "feature 'msa' holds values outside 0 … 32");
}

TEST_F(BoltzReplay, RefusesTruncatedCheckpoint) {
  const std::filesystem::path checkpoint = dir / "truncated.ckpt";
  std::filesystem::copy_file(one.checkpoint, checkpoint);
  std::filesystem::resize_file(checkpoint, std::filesystem::file_size(checkpoint) / 2);
  expect_refused(arguments(one.features, checkpoint), "truncated.ckpt");
}

TEST_F(BoltzReplay, RefusesAnotherModelsWeights) {
  TensorMap tensors;
  for (const auto& [name, tensor] : read_tensors(one.checkpoint)) {
    if (!name.starts_with("confidence_module")) { tensors[name] = tensor; }
  }
  const std::filesystem::path checkpoint = dir / "partial.safetensors";
  write_tensors(checkpoint, tensors);
  expect_refused(arguments(one.features, checkpoint), "confidence_module.");
}

TEST_F(BoltzReplay, RefusesUnusedParameters) {
  TensorMap tensors = read_tensors(one.checkpoint);
  tensors["pairformer_module.layers.0.extra.weight"] = at::ones({2});
  const std::filesystem::path checkpoint = dir / "extra.safetensors";
  write_tensors(checkpoint, tensors);
  expect_refused(arguments(one.features, checkpoint), "pairformer_module.layers.0.extra.weight");
}

TEST_F(BoltzReplay, RefusesAffinityOfAStructureModel) {
  expect_refused(arguments(one.features, one.checkpoint) + " --stage affinity",
                 "is no affinity checkpoint", 2);
}

TEST_F(BoltzReplay, RefusesStructuresOfAnAffinityModel) {
  const auto checkpoint = test::oracle_case("affsmall_small_affinity").checkpoint;
  expect_refused(arguments(one.features, checkpoint), "is an affinity checkpoint", 2);
}

TEST_F(BoltzReplay, RefusesNoiseOfAnotherRun) {
  expect_refused(arguments(one.features, one.checkpoint) + " --samples 3", "noise.init");
}

TEST_F(BoltzReplay, RefusesMissingFiles) {
  expect_refused(arguments(dir / "nothing.safetensors", one.checkpoint), "nothing.safetensors");
  expect_refused(arguments(one.features, dir / "nothing.ckpt"), "nothing.ckpt");
}

TEST_F(BoltzReplay, RefusesUnwritableOutput) {
  const Outcome outcome = run(
      "--checkpoint " + one.checkpoint.string() + " --features " + one.features.string() +
      " --out " + (dir / "no/o.safetensors").string() + " --recycling-steps 0 --sampling-steps 2");
  EXPECT_EQ(outcome.exit_code, 2) << outcome.text;
  EXPECT_NE(outcome.text.find("no/o.safetensors: cannot write"), std::string::npos) << outcome.text;
  EXPECT_EQ(outcome.text.find("model loaded"), std::string::npos) << "it worked before it looked";
}

TEST_F(BoltzReplay, ExplainsItself) {
  const Outcome help = run("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.text.find("--matmul-precision"), std::string::npos);
  EXPECT_EQ(run("--nonsense").exit_code, 2);
}

}  // namespace
}  // namespace bb::test
