// Different complexes in one batch against each alone, in float64, with random weights.

#include <gtest/gtest.h>

#include "tests/support/oracle.h"
#include "tests/worker/model/diffusion/diffusion_synthetic.h"
#include "worker/model/diffusion/atom_diffusion.h"
#include "worker/model/diffusion/counter_noise.h"
#include "worker/model/diffusion/replay_noise.h"

namespace bb::test {
namespace {

constexpr double tolerance = 1e-12;

/// A complex and what the trunk might say of it.
struct Complex {
  Features features;
  Tensor s_inputs, s, z, relative_position;
  std::string id;
};

Complex make_complex(std::string id, const std::vector<SyntheticChain>& chains,
                     const DiffusionSizes& sizes) {
  Complex one{.features = synthetic_complex(chains),
              .s_inputs = {},
              .s = {},
              .z = {},
              .relative_position = {},
              .id = std::move(id)};
  add_atom_features(one.features);
  const int64_t n = one.features.tokens();
  one.s_inputs = at::randn({1, n, sizes.c_s}, at::kDouble);
  one.s = at::randn({1, n, sizes.c_s}, at::kDouble);
  one.z = at::randn({1, n, n, sizes.c_z}, at::kDouble);
  one.relative_position = at::randn({1, n, n, sizes.c_z}, at::kDouble);
  return one;
}

void force_contacts(Features& features) {
  ForcedContacts& contacts = features.layout[0].contacts;
  contacts.pair_index = at::tensor({0, 1, 2, 3, 20, 21, 22, 9}, at::kLong).view({2, 4});
  contacts.union_index = at::tensor({0, 0, 1, 1}, at::kLong);
  contacts.negation_mask = at::tensor({1, 1, 1, 0}, at::kLong).to(at::kBool);
  contacts.thresholds = at::tensor({1.0, 2.0, 0.5, 50.0}, at::kDouble);
}

void force_template(Features& features) {
  const int64_t n = features.tokens();
  features.template_cb = at::randn({1, 1, n, 3}, at::kDouble) * 20;
  features.template_mask_cb = at::ones({1, 1, n}, at::kDouble);
  features.template_mask_cb.narrow(2, 1, 2).zero_();
  features.template_force_threshold = at::full({1, 1}, 0.5, at::kDouble);
  features.layout[0].forced_templates = {0};
}

/// Padding that no result may depend on.
Tensor pad_with_noise(const Tensor& x, int64_t tokens) {
  std::vector<int64_t> sizes = x.sizes().vec();
  for (size_t axis = 1; axis + 1 < sizes.size(); ++axis) { sizes[axis] = tokens; }
  Tensor padded = at::randn(sizes, x.options());
  Tensor target = padded;
  for (int64_t axis = 1; axis + 1 < x.dim(); ++axis) {
    target = target.narrow(axis, 0, x.size(axis));
  }
  target.copy_(x);
  return padded;
}

class DiffusionBatch : public testing::Test {
 protected:
  DiffusionBatch() {
    at::manual_seed(11);
    complexes_.push_back(make_complex("ligand", {{MolType::nonpolymer, 5}}, sizes_));
    complexes_.push_back(
        make_complex("pair", {{MolType::protein, 12}, {MolType::nonpolymer, 7}}, sizes_));
    complexes_.push_back(make_complex("long", {{MolType::protein, 30}}, sizes_));
    complexes_.push_back(make_complex("dna", {{MolType::dna, 9}, {MolType::dna, 9}}, sizes_));
    force_contacts(complexes_[1].features);
    force_template(complexes_[3].features);
    weights_.emplace(diffusion_weights(sizes_));
    conditioning_.emplace((*weights_)["diffusion_conditioning"], AtomEncoder::Options{});
    diffusion_.emplace((*weights_)["structure_module"]);
  }

  Tensor sample(const Complex& one, NoiseSource& noise, int64_t samples) const {
    return diffusion_->sample(
        {.features = one.features,
         .s_inputs = one.s_inputs,
         .s_trunk = one.s,
         .conditioning = (*conditioning_)(one.features, one.s, one.z, one.relative_position)},
        {.steps = steps_, .samples = samples}, noise);
  }

  DiffusionSizes sizes_;
  int64_t steps_ = 6;
  std::vector<Complex> complexes_;
  std::optional<Weights> weights_;
  std::optional<DiffusionConditioning> conditioning_;
  std::optional<AtomDiffusion> diffusion_;
};

TEST_F(DiffusionBatch, TakesEveryParameter) { EXPECT_NO_THROW(weights_->require_all_taken()); }

TEST_F(DiffusionBatch, EqualsEachComplexAlone) {
  for (const int64_t samples : {1, 3}) {
    std::vector<Features> features;
    std::vector<uint64_t> keys;
    for (const Complex& one : complexes_) {
      features.push_back(one.features);
      keys.push_back(complex_key(one.id));
    }
    Complex batch;
    batch.features = Features::collate(features, /*min_tokens=*/40, /*min_atoms=*/160);
    const auto join = [&](Tensor Complex::*field) {
      std::vector<Tensor> padded;
      for (const Complex& one : complexes_) { padded.push_back(pad_with_noise(one.*field, 40)); }
      batch.*field = at::cat(padded, 0);
    };
    for (const auto field :
         {&Complex::s_inputs, &Complex::s, &Complex::z, &Complex::relative_position}) {
      join(field);
    }
    CounterNoise noise(5, keys);
    const Tensor together = sample(batch, noise, samples);
    ASSERT_EQ(together.sizes(), (std::vector<int64_t>{4, samples, 160, 3}));
    for (size_t i = 0; i < complexes_.size(); ++i) {
      CounterNoise own(5, {keys[i]});
      const Tensor alone = sample(complexes_[i], own, samples);
      const auto b = static_cast<int64_t>(i);
      const int64_t atoms = alone.size(2);
      EXPECT_LE(relative_error(together[b].narrow(1, 0, atoms), alone[0]), tolerance)
          << complexes_[i].id;
      EXPECT_EQ(together[b].narrow(1, atoms, 160 - atoms).abs().sum().item<double>(), 0);
    }
  }
}

TEST_F(DiffusionBatch, SamplesDoNotSeeEachOther) {
  const Complex& one = complexes_[1];
  const int64_t atoms = one.features.atoms(), samples = 3;
  const RecordedNoise all{.init = at::randn({samples, atoms, 3}, at::kDouble),
                          .rotation = at::eye(3, at::kDouble).repeat({steps_, samples, 1, 1}),
                          .translation = at::randn({steps_, samples, 1, 3}, at::kDouble),
                          .eps = at::randn({steps_, samples, atoms, 3}, at::kDouble)};
  ReplayNoise noise({all});
  const Tensor together = sample(one, noise, samples);
  for (int64_t i = 0; i < samples; ++i) {
    ReplayNoise own({{.init = all.init.narrow(0, i, 1),
                      .rotation = all.rotation.narrow(1, i, 1),
                      .translation = all.translation.narrow(1, i, 1),
                      .eps = all.eps.narrow(1, i, 1)}});
    EXPECT_LE(relative_error(together[0][i], sample(one, own, 1)[0][0]), tolerance);
  }
}

TEST_F(DiffusionBatch, GuidanceMovesOnlyWhoForcesSomething) {
  for (const size_t i : {size_t{1}, size_t{2}, size_t{3}}) {
    Complex one = complexes_[i];
    CounterNoise noise(5, {1}), again(5, {1});
    const Tensor steered = sample(one, noise, 1);
    one.features.layout[0].contacts = {};
    one.features.layout[0].forced_templates.clear();
    const double change = relative_error(steered, sample(one, again, 1));
    if (i == 2) {
      EXPECT_EQ(change, 0);
    } else {
      EXPECT_GT(change, 1e-6) << one.id;
    }
  }
}

}  // namespace
}  // namespace bb::test
