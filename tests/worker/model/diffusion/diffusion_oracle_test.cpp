// The diffusion modules against the reference's recorded runs, in float64, where a difference of
// meaning cannot hide behind rounding.

#include <cstdio>
#include <cstdlib>
#include <set>

#include "tests/worker/model/golden.h"
#include "worker/model/diffusion/atom_diffusion.h"
#include "worker/model/diffusion/guidance.h"
#include "worker/model/diffusion/replay_noise.h"
#include "worker/model/trunk/relative_position.h"

namespace bb::test {
namespace {

class DiffusionOracle : public testing::TestWithParam<Case> {
 protected:
  DiffusionOracle()
      : golden_(GetParam().golden_f64),
        features_(load_features(GetParam(), at::kDouble)),
        weights_(load_weights(GetParam(), at::kDouble)),
        options_(load_hyper_parameters(GetParam()).atom_encoder) {}

  Tensor golden(std::string_view name) const { return golden_[name]; }

  void compare(const std::string& name, const Tensor& actual) const {
    if (!golden_.has(name)) { return; }
    const double error = relative_error(actual, golden(name));
    EXPECT_LE(error, exact) << name;
    if (std::getenv("BB_PRINT_ERRORS") != nullptr) {
      std::printf("%-36s %-36s %.2e\n", GetParam().name.c_str(), name.c_str(), error);
    }
  }

  DiffusionConditioningOutput conditioning() const {
    const DiffusionConditioning module(weights_["diffusion_conditioning"], options_);
    return module(features_, golden("out.s"), golden("out.z"), relative_position());
  }

  Tensor relative_position() const {
    return RelativePositionEncoder(
        weights_["rel_pos"],
        load_hyper_parameters(GetParam()).input_pairs.relative_position)(features_);
  }

  AtomDiffusion diffusion(bool joins = false) const {
    return AtomDiffusion(weights_.with_joins(joins)["structure_module"]);
  }

  void compare_score_model(const AtomDiffusion& module) const;

  Golden golden_;
  Features features_;
  Weights weights_;
  AtomEncoder::Options options_;
};

Tensor heads_last(const Tensor& bias) { return bias.movedim(0, -1); }

TEST_P(DiffusionOracle, InputAtomEncoders) {
  const Weights embedder = weights_["input_embedder"];
  const AtomEncoding atoms = AtomEncoder(embedder["atom_encoder"], options_)(features_);
  compare("ie_atom_enc#0.0", atoms.q);
  compare("ie_atom_enc#0.1", atoms.c);
  compare("ie_atom_enc#0.2", atoms.p);

  const AtomAttentionEncoder encoder(embedder["atom_attention_encoder"]);
  const Tensor bias = with_key_mask(PairBias(embedder["atom_enc_proj_z"])(atoms.p),
                                    window_key_mask(features_.atom_mask));
  const auto [a, q] =
      encoder(atoms.q, encoder.condition(atoms.c), bias, TokenAtomMap(features_, 1, at::kDouble));
  compare("ie_atom_attn#0.0", a.squeeze(1));
  compare("ie_atom_attn#0.1", q.squeeze(1));
}

TEST_P(DiffusionOracle, Conditioning) {
  const DiffusionConditioning module(weights_["diffusion_conditioning"], options_);
  const Tensor z = module.pairwise_conditioner()(golden("out.z"), relative_position());
  compare("diffcond.pair_z#0", z);
  compare("diffcond.atom_enc#0.2", module.atom_encoder()(features_, golden("out.s"), z).p);

  const DiffusionConditioningOutput out = conditioning();
  compare("diffcond#0.0", out.q);
  compare("diffcond#0.1", out.c);
  compare("diffcond#0.3", heads_last(out.atom_enc_bias));
  compare("diffcond#0.4", heads_last(out.atom_dec_bias));
  compare("diffcond#0.5", heads_last(out.token_trans_bias));
}

void DiffusionOracle::compare_score_model(const AtomDiffusion& module) const {
  const double sigma = golden("score.sigma").item<double>();
  const NoiseSchedule level = NoiseSchedule::single_level(sigma, 16, at::kDouble);
  compare("score.single_conditioner.1",
          module.score_model().single_conditioner().embed_times(level.times));
  const PreparedScore prepared = module.score_model().prepare(
      features_, golden("s_inputs#0"), golden("out.s"), conditioning(), level.times, 1);
  const Tensor denoised =
      module.denoise(prepared, level, 0, golden("score.x").unsqueeze(1),
                     [&](const std::string& name, const Tensor& value) {
                       const bool per_sample = value.dim() == 4;
                       compare("score." + name, per_sample ? value.squeeze(1) : value);
                     });
  compare("score.denoised", denoised.squeeze(1));
}

TEST_P(DiffusionOracle, ScoreModel) { compare_score_model(diffusion()); }

/// As it is on a GPU.
TEST_P(DiffusionOracle, ScoreModelOfJoinedWeights) { compare_score_model(diffusion(true)); }

TEST_P(DiffusionOracle, Sampler) {
  const Case& one = GetParam();
  const SamplerOptions options{.steps = one.sampling_steps,
                               .samples = one.samples,
                               .contact_guidance = one.stage == "structure"};
  const NoiseSchedule schedule(options, at::kDouble);
  compare("sched.sigmas", schedule.sigmas);
  compare("sched.gammas", schedule.gammas);

  ReplayNoise noise({{.init = golden("noise.init"),
                      .rotation = golden("noise.R"),
                      .translation = golden("noise.trans"),
                      .eps = golden("noise.eps")}});
  std::vector<Tensor> noisy, denoised, guided, aligned;
  std::vector<double> t_hat;
  const Tensor coordinates =
      diffusion().sample({features_, golden("s_inputs#0"), golden("out.s"), conditioning()},
                         options, noise, [&](const SamplerTrace& trace) {
                           t_hat.push_back(trace.t_hat);
                           noisy.push_back(trace.noisy[0]);
                           denoised.push_back(trace.denoised[0]);
                           guided.push_back(trace.guided[0]);
                           aligned.push_back(trace.aligned[0]);
                         });
  compare("trace.t_hat", at::tensor(t_hat, at::kDouble));
  compare("trace.x_noisy", at::stack(noisy));
  compare("trace.x_denoised_net", at::stack(denoised));
  compare("trace.x_denoised", at::stack(guided));
  compare("trace.x_noisy_aligned", at::stack(aligned));
  compare("out.sample_atom_coords", coordinates[0]);
}

/// From the reference's own float32 trunk: no further from float64 than a few times what the
/// reference itself is.
TEST_P(DiffusionOracle, SamplerInFloat32) {
  const Case& one = GetParam();
  const Golden single(one.golden_f32);
  for (const char* name : {"out.s", "out.z", "s_inputs#0", "noise.init"}) {
    if (!single.has(name)) { return; }
  }
  const Features features = load_features(one, at::kFloat);
  const Weights weights = load_weights(one, at::kFloat);
  const Tensor relative = RelativePositionEncoder(
      weights["rel_pos"], load_hyper_parameters(one).input_pairs.relative_position)(features);
  ReplayNoise noise({{.init = single["noise.init"],
                      .rotation = single["noise.R"],
                      .translation = single["noise.trans"],
                      .eps = single["noise.eps"]}});
  const DiffusionConditioning conditioner(weights["diffusion_conditioning"], options_);
  const Tensor coordinates =
      AtomDiffusion(weights["structure_module"])
          .sample({features, single["s_inputs#0"], single["out.s"],
                   conditioner(features, single["out.s"], single["out.z"], relative)},
                  {.steps = one.sampling_steps,
                   .samples = one.samples,
                   .contact_guidance = one.stage == "structure"},
                  noise);
  const Tensor exact_coordinates = golden("out.sample_atom_coords");
  const double error = relative_error(coordinates[0], exact_coordinates);
  const double reference = relative_error(single["out.sample_atom_coords"], exact_coordinates);
  EXPECT_LE(error, 3 * reference);
  if (std::getenv("BB_PRINT_ERRORS") != nullptr) {
    std::printf("%-36s float32 coordinates: ours %.2e, reference %.2e\n", one.name.c_str(), error,
                reference);
  }
}

TEST_P(DiffusionOracle, ContactPotential) {
  if (!golden_.has("guidance.contact.x")) { return; }
  const Tensor x = golden("guidance.contact.x"), step = golden("guidance.contact.step");
  const Tensor lambda = golden("guidance.contact.union_lambda");
  const Tensor weight = golden("guidance.contact.guidance_weight");
  const ContactPotential potential(features_.layout[0].contacts, at::kCPU, at::kDouble);
  std::vector<Tensor> gradients;
  for (int64_t i = 0; i < x.size(0); ++i) {
    const double progress =
        1 - step[i].item<double>() / static_cast<double>(GetParam().sampling_steps);
    EXPECT_NEAR(contact_union_lambda(progress), lambda[i].item<double>(), 1e-12);
    EXPECT_EQ(contact_weight(progress), weight[i].item<double>());
    gradients.push_back(potential.gradient(x[i], contact_union_lambda(progress)));
  }
  compare("guidance.contact.gradient", at::stack(gradients));
}

TEST_P(DiffusionOracle, TemplatePotential) {
  if (!golden_.has("guidance.template.x")) { return; }
  const Tensor x = golden("guidance.template.x");
  const TemplatePotential potential(features_, 0, at::kDouble);
  std::vector<Tensor> gradients;
  for (int64_t i = 0; i < x.size(0); ++i) { gradients.push_back(potential.gradient(x[i])); }
  compare("guidance.template.gradient", at::stack(gradients));
}

INSTANTIATE_TEST_SUITE_P(Cases, DiffusionOracle, testing::ValuesIn(oracle_cases()), case_name);

/// A comparison that no golden allows proves nothing.
TEST(DiffusionOracleCoverage, EveryModuleIsRecordedInSomeCase) {
  std::set<std::string> recorded;
  for (const Case& one : oracle_cases()) {
    for (const auto& [name, tensor] : read_tensors(one.golden_f64)) { recorded.insert(name); }
  }
  for (const char* name : {"ie_atom_enc#0.0",
                           "ie_atom_enc#0.1",
                           "ie_atom_enc#0.2",
                           "ie_atom_attn#0.0",
                           "ie_atom_attn#0.1",
                           "diffcond.pair_z#0",
                           "diffcond.atom_enc#0.2",
                           "diffcond#0.0",
                           "diffcond#0.1",
                           "diffcond#0.3",
                           "diffcond#0.4",
                           "diffcond#0.5",
                           "score.single_conditioner.0",
                           "score.single_conditioner.1",
                           "score.atom_attention_encoder.0",
                           "score.atom_attention_encoder.1",
                           "score.s_to_a_linear",
                           "score.token_layer0",
                           "score.token_transformer",
                           "score.a_norm",
                           "score.atom_attention_decoder",
                           "score.denoised",
                           "trace.t_hat",
                           "trace.x_noisy",
                           "trace.x_denoised_net",
                           "trace.x_denoised",
                           "trace.x_noisy_aligned",
                           "out.sample_atom_coords",
                           "guidance.contact.gradient",
                           "guidance.template.gradient"}) {
    EXPECT_TRUE(recorded.contains(name)) << name;
  }
}

}  // namespace
}  // namespace bb::test
