// From inputs to scores: our features through our model in float64, against the reference's
// features through its own. What is between them is the rounding of float features.

#include "tests/worker/features/feature_cases.h"
#include "tests/worker/model/golden.h"
#include "worker/model/boltz2.h"
#include "worker/model/diffusion/replay_noise.h"
#include "worker/replay/outputs.h"

namespace bb {
namespace {

/// Features agree to 1e-5 Å, which the network hardly amplifies.
constexpr double tolerance = 1e-5;

FeatureStage stage_of(const test::Case& one) {
  return one.stage == "affinity" ? FeatureStage::affinity : FeatureStage::structure;
}

Features our_features(const test::Case& one, const std::string& complex) {
  const FeatureMap recorded = test::reference_features(complex, stage_of(one));
  const auto draws = test::reference_draws(recorded);
  const Featuriser featuriser = test::oracle_featuriser(complex);
  const Features ours = stage_of(one) == FeatureStage::affinity
                            ? featuriser.affinity_features(test::oracle_coordinates(complex), draws)
                            : featuriser.structure_features(draws);
  return ours.to(at::kCPU, at::kDouble);
}

std::vector<test::Case> cases() {
  std::vector<test::Case> chosen;
  for (const test::Case& one : test::oracle_cases()) {
    const std::string complex = one.name.substr(0, one.name.find("_small_"));
    // The oracle makes up deletions for the dimer.
    if (one.preset == "small" && complex != "dimer") { chosen.push_back(one); }
  }
  return chosen;
}

TEST(FeaturesToScores, EqualTheReference) {
  ASSERT_GE(cases().size(), 12U);
  double largest = 0;
  for (const test::Case& one : cases()) {
    SCOPED_TRACE(one.name);
    const test::Golden golden(one.golden_f64);
    ReplayNoise noise({RecordedNoise{.init = golden["noise.init"],
                                     .rotation = golden["noise.R"],
                                     .translation = golden["noise.trans"],
                                     .eps = golden["noise.eps"]}});
    Boltz2::RunOptions run;
    run.recycling_steps = one.recycling_steps;
    run.sampler.steps = one.sampling_steps;
    run.sampler.samples = one.samples;
    run.sampler.contact_guidance = one.stage == "structure";
    const Boltz2 model(
        test::load_weights(one, at::kDouble), test::load_hyper_parameters(one),
        {.keep_confidence_logits = true, .affinity_mw_correction = one.mw_correction});
    const Features features = our_features(one, one.name.substr(0, one.name.find("_small_")));
    const auto outputs = bb::replay::named_outputs(model(features, noise, run), features, 0);
    for (const auto& [name, expected] : golden.tensors()) {
      if (!name.starts_with("out.")) { continue; }
      ASSERT_TRUE(outputs.contains(name)) << name;
      const double error = test::relative_error(outputs.at(name), expected);
      EXPECT_LE(error, tolerance) << name;
      largest = std::max(largest, error);
    }
  }
  std::printf("largest relative difference of an output: %.1e\n", largest);
}

}  // namespace
}  // namespace bb
