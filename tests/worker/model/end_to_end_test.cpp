// The whole model, from features and recorded noise to every named output of the reference.

#include "tests/worker/model/golden.h"
#include "worker/model/boltz2.h"
#include "worker/model/replay_noise.h"
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

Boltz2 make_model(const Case& one, at::ScalarType dtype) {
  return {load_weights(one, dtype), load_hyper_parameters(one),
          {.keep_confidence_logits = true, .affinity_mw_correction = one.mw_correction}};
}

TensorMap replay(const Case& one, at::ScalarType dtype, const Golden& noise) {
  const at::ScalarType stream = dtype == at::kDouble ? at::kDouble : at::kFloat;
  const Features features = load_features(one, stream);
  ReplayNoise source({recorded_noise(noise)});
  const Prediction prediction = make_model(one, dtype)(features, source, run_options(one));
  return bb::replay::named_outputs(prediction, features, 0);
}

class EndToEnd : public testing::TestWithParam<Case> {};

TEST_P(EndToEnd, Float64) {
  const Golden golden(GetParam().golden_f64);
  const TensorMap outputs = replay(GetParam(), at::kDouble, golden);
  int compared = 0;
  for (const auto& [name, expected] : golden.tensors()) {
    if (!name.starts_with("out.")) continue;
    ASSERT_TRUE(outputs.contains(name)) << name;
    expect_equal(outputs.at(name), expected, exact, name);
    ++compared;
  }
  EXPECT_GE(compared, 20);
}

INSTANTIATE_TEST_SUITE_P(Structure, EndToEnd, testing::ValuesIn(oracle_cases("structure")),
                         case_name);
INSTANTIATE_TEST_SUITE_P(Affinity, EndToEnd, testing::ValuesIn(oracle_cases("affinity")),
                         case_name);

}  // namespace
}  // namespace bb::test
