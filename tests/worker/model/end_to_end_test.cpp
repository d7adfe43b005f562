// The whole model, from features and recorded noise to every named output of the reference.

#include <algorithm>
#include <cmath>

#include "tests/worker/model/golden.h"
#include "worker/model/boltz2.h"
#include "worker/model/diffusion/replay_noise.h"
#include "worker/replay/outputs.h"

namespace bb::test {
namespace {

RecordedNoise recorded_noise(const Golden& golden) {
  return {.init = golden["noise.init"],
          .rotation = golden["noise.R"],
          .translation = golden["noise.trans"],
          .eps = golden["noise.eps"]};
}

Boltz2::RunOptions run_options(const Case& one) {
  Boltz2::RunOptions run;
  run.recycling_steps = one.recycling_steps;
  run.sampler.steps = one.sampling_steps;
  run.sampler.samples = one.samples;
  run.sampler.contact_guidance = one.stage == "structure";
  return run;
}

/// Runs several cases of one model as one batch; the outputs of each.
std::vector<TensorMap> replay(std::span<const Case> cases, at::ScalarType dtype) {
  const at::ScalarType stream = dtype == at::kDouble ? at::kDouble : at::kFloat;
  std::vector<Features> complexes;
  std::vector<RecordedNoise> noise;
  for (const Case& one : cases) {
    complexes.push_back(load_features(one, stream));
    noise.push_back(recorded_noise(Golden(one.golden_f64)));
  }
  const Case& first = cases.front();
  const Boltz2 model(
      load_weights(first, dtype), load_hyper_parameters(first),
      {.keep_confidence_logits = true, .affinity_mw_correction = first.mw_correction});
  const Features batch = Features::collate(complexes);
  ReplayNoise source(std::move(noise));
  const Prediction prediction = model(batch, source, run_options(first));
  std::vector<TensorMap> outputs;
  for (size_t i = 0; i < cases.size(); ++i) {
    outputs.push_back(bb::replay::named_outputs(prediction, batch, static_cast<int64_t>(i)));
  }
  return outputs;
}

TensorMap replay(const Case& one, at::ScalarType dtype) {
  return replay(std::span(&one, 1), dtype).front();
}

class EndToEnd : public testing::TestWithParam<Case> {
 protected:
  Golden golden{GetParam().golden_f64};

  std::vector<std::string> output_names() const {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : golden.tensors()) {
      if (name.starts_with("out.")) { names.push_back(name); }
    }
    return names;
  }
};

TEST_P(EndToEnd, Float64) {
  const TensorMap outputs = replay(GetParam(), at::kDouble);
  const std::vector<std::string> names = output_names();
  EXPECT_GE(names.size(), 20U);
  for (const std::string& name : names) {
    ASSERT_TRUE(outputs.contains(name)) << name;
    expect_equal(outputs.at(name), golden[name], exact, name);
  }
}

TEST_P(EndToEnd, Float32) {
  const Golden reference(GetParam().golden_f32);
  const TensorMap outputs = replay(GetParam(), at::kFloat);
  for (const std::string& name : output_names()) {
    const double error = relative_error(outputs.at(name), golden[name]);
    if (name == "out.sample_atom_coords") {
      EXPECT_LE(error, 3 * relative_error(reference[name], golden[name])) << name;
    } else {
      EXPECT_LE(error, 2e-4) << name;
    }
  }
}

/// Scalars of a complex are a handful of numbers whose error is the luck of one draw; they are
/// judged together, over all cases (Bfloat16.ScalarsOfAllCases).
bool is_scalar_output(const Tensor& expected) { return expected.numel() <= 4; }

TEST_P(EndToEnd, Bfloat16) {
  if (GetParam().golden_bf16.empty()) {
    return;  // recorded for some cases only
  }
  const Golden reference(GetParam().golden_bf16);
  const TensorMap outputs = replay(GetParam(), at::kBFloat16);
  for (const std::string& name : output_names()) {
    if (is_scalar_output(golden[name])) { continue; }
    EXPECT_LE(relative_error(outputs.at(name), golden[name]),
              1.2 * relative_error(reference[name], golden[name]))
        << name;
  }
}

TEST(Bfloat16, ScalarsOfAllCases) {
  // Scores are of order one; relative errors of those near zero would drown the others.
  const auto squared_error = [](const Tensor& actual, const Tensor& expected) {
    const Tensor scale = expected.abs().clamp_min(1);
    return ((actual.to(at::kDouble) - expected) / scale).square().mean().item<double>();
  };
  double ours = 0, references = 0;
  int scalars = 0;
  for (const Case& one : oracle_cases()) {
    if (one.golden_bf16.empty()) { continue; }
    const Golden golden(one.golden_f64);
    const Golden reference(one.golden_bf16);
    for (const auto& [name, output] : replay(one, at::kBFloat16)) {
      if (!is_scalar_output(output)) { continue; }
      ours += squared_error(output, golden[name]);
      references += squared_error(reference[name], golden[name]);
      ++scalars;
    }
  }
  EXPECT_GE(scalars, 100);
  EXPECT_LE(std::sqrt(ours), 1.2 * std::sqrt(references));
  RecordProperty("ratio", std::to_string(std::sqrt(ours / references)));
}

INSTANTIATE_TEST_SUITE_P(Structure, EndToEnd, testing::ValuesIn(oracle_cases("structure")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Affinity, EndToEnd, testing::ValuesIn(oracle_cases("affinity")),
                         case_name);

/// Complexes of different kinds and sizes that one batch can hold: same model, same settings.
std::vector<Case> batch_of(std::initializer_list<std::string_view> names) {
  std::vector<Case> cases;
  for (const std::string_view name : names) { cases.push_back(oracle_case(name)); }
  return cases;
}

void expect_batch_equals_alone(std::vector<Case> cases, at::ScalarType dtype, double tolerance) {
  for (Case& one : cases) {  // a batch has one set of options
    one.recycling_steps = cases.front().recycling_steps;
    one.mw_correction = cases.front().mw_correction;
  }
  const std::vector<TensorMap> together = replay(cases, dtype);
  for (size_t i = 0; i < cases.size(); ++i) {
    const TensorMap alone = replay(cases[i], dtype);
    ASSERT_EQ(alone.size(), together[i].size());
    for (const auto& [name, expected] : alone) {
      expect_equal(together[i].at(name), expected, tolerance, cases[i].name + " " + name);
    }
  }
}

TEST(Batch, FourDifferentStructuresEqualOneByOne) {
  // Different token, atom, MSA and template counts; forced contacts and templates beside none.
  expect_batch_equals_alone(batch_of({"affsmall_small_structure", "mixed_small_structure",
                                      "template_forced_small_structure", "paired_small_structure"}),
                            at::kDouble, exact);
}

TEST(Batch, FourMoreOfAnotherModel) {
  expect_batch_equals_alone(batch_of({"cyclic_other_structure", "templates_other_structure",
                                      "mixed_other_structure", "affsmall_other_structure"}),
                            at::kDouble, exact);
}

TEST(Batch, AffinityOfTwoEqualsOneByOne) {
  expect_batch_equals_alone(batch_of({"ligands_small_affinity", "affsmall_small_affinity"}),
                            at::kDouble, exact);
}

TEST(Batch, Float32) {
  expect_batch_equals_alone(
      batch_of({"affsmall_small_structure", "mixed_small_structure", "paired_small_structure"}),
      at::kFloat, 1e-4);
}

TEST(Batch, MorePaddingChangesNothing) {
  const Case& one = oracle_case("mixed_small_structure");
  const Features features = load_features(one, at::kDouble);
  const std::vector<Features> complexes{features};
  const Features padded = Features::collate(complexes, features.tokens() + 13,
                                            features.atoms() + 70, features.msa.size(1) + 3);
  EXPECT_EQ(padded.tokens(), features.tokens() + 13);
  EXPECT_EQ(padded.atoms() % query_window, 0);
  const Boltz2 model(load_weights(one, at::kDouble), load_hyper_parameters(one), {});
  const Golden golden(one.golden_f64);
  ReplayNoise source({recorded_noise(golden)});
  const TensorMap outputs =
      bb::replay::named_outputs(model(padded, source, run_options(one)), padded, 0);
  for (const auto& [name, tensor] : outputs) { expect_equal(tensor, golden[name], exact, name); }
}

}  // namespace
}  // namespace bb::test
