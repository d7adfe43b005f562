#include "worker/model/heads/affinity.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/worker/model/golden.h"
#include "tests/worker/model/synthetic.h"
#include "worker/model/layers/masks.h"

namespace bb::test {
namespace {

// ------------------------------------------------------------------ against the reference

class AffinityParity : public testing::TestWithParam<Case> {
 protected:
  Golden golden{GetParam().golden_f64};
  Features features = load_features(GetParam(), at::kDouble);
  Weights weights = load_weights(GetParam(), at::kDouble);
};

TEST_P(AffinityParity, Modules) {
  for (const std::string name : {"affinity_module", "affinity_module1", "affinity_module2"}) {
    if (!golden.has(name + "#0.in_z")) { continue; }
    const AffinityModule module(weights[name]);
    const AffinityLogits logits =
        module(features, golden[name + "#0.in_s_inputs"], golden[name + "#0.in_z"],
               cross_pair_mask(features), golden[name + "#0.in_x_pred"].squeeze(1));
    expect_equal(logits.pred_value.unsqueeze(1), golden[name + "#0.affinity_pred_value"], exact,
                 name + ".pred_value");
    expect_equal(logits.logits_binary.unsqueeze(1), golden[name + "#0.affinity_logits_binary"],
                 exact, name + ".logits_binary");
  }
}

TEST_P(AffinityParity, Parts) {
  for (const std::string name : {"affinity_module", "affinity_module1", "affinity_module2"}) {
    if (!golden.has(name + ".pairformer#0.in_pair_mask")) { continue; }
    const Weights parts = weights[name];
    const Tensor mask = golden[name + ".pairformer#0.in_pair_mask"];
    expect_equal(cross_pair_mask(features), mask, 0, "cross_pair_mask");
    expect_equal(DistanceEmbedding(parts)(
                     token_distances(features, golden[name + "#0.in_x_pred"]).squeeze(1)),
                 golden[name + ".pairwise_cond#0.in_token_rel_pos_feats"], exact,
                 name + " distances");
    Tensor z = golden[name + ".pairformer#0.in0"];
    const PairformerNoSeqModule pairformer(parts["pairformer_stack"]);
    pairformer(z, PairMask{.pair = mask, .token = {}});
    expect_equal(z, golden[name + ".pairformer#0"], exact, name + ".pairformer");
    const AffinityLogits logits =
        AffinityHeads(parts["affinity_heads"])(golden[name + ".heads#0.in_z"], mask);
    expect_equal(logits.pred_value.unsqueeze(1), golden[name + ".heads#0.affinity_pred_value"],
                 exact, name + ".heads");
  }
}

TEST_P(AffinityParity, Prediction) {
  const Affinity affinity(weights, {.mw_correction = GetParam().mw_correction});
  const AffinityPrediction result =
      affinity(features, golden["s_inputs#1"], golden["out.z"],
               golden["out.sample_atom_coords"].unsqueeze(0), golden["out.iptm"].unsqueeze(0));
  const auto check = [&](const std::string& name, const Tensor& tensor) {
    ASSERT_EQ(tensor.defined(), golden.has("out." + name)) << name;
    if (!tensor.defined()) { return; }
    expect_equal(tensor.unsqueeze(1), golden["out." + name], exact, name);
  };
  check("affinity_pred_value", result.affinity_pred_value);
  check("affinity_probability_binary", result.affinity_probability_binary);
  check("affinity_pred_value1", result.affinity_pred_value1);
  check("affinity_pred_value2", result.affinity_pred_value2);
  check("affinity_probability_binary1", result.affinity_probability_binary1);
  check("affinity_probability_binary2", result.affinity_probability_binary2);
}

INSTANTIATE_TEST_SUITE_P(Oracle, AffinityParity, testing::ValuesIn(oracle_cases("affinity")),
                         case_name);

// ------------------------------------------------------------------ on made-up complexes

constexpr int64_t c_s = 8, c_z = 6;

StateDict module_state(const std::string& name) {
  SyntheticWeights w(name + ".");
  w.distance_bins(24, c_z);
  w.linear("s_to_z_prod_in1", c_s, c_z);
  w.linear("s_to_z_prod_in2", c_s, c_z);
  w.norm("z_norm", c_z);
  w.linear("z_linear", c_z, c_z);
  w.norm("pairwise_conditioner.dim_pairwise_init_proj.0", 2 * c_z);
  w.linear("pairwise_conditioner.dim_pairwise_init_proj.1", 2 * c_z, c_z);
  for (const char* i : {"0", "1"}) {
    w.transition(std::string("pairwise_conditioner.transitions.") + i, c_z);
  }
  w.pair_track("pairformer_stack.layers.0", c_z);
  w.linear("affinity_heads.affinity_out_mlp.0", c_z, c_z, true);
  w.linear("affinity_heads.affinity_out_mlp.2", c_z, 10, true);
  for (const std::string head : {"value", "score"}) {
    const std::string mlp = "affinity_heads.to_affinity_pred_" + head;
    w.linear(mlp + ".0", 10, 10, true);
    w.linear(mlp + ".2", 10, 10, true);
    w.linear(mlp + ".4", 10, 1, true);
  }
  w.linear("affinity_heads.to_affinity_logits_binary", 1, 1, true);
  return w.state;
}

class AffinityOfABatch : public testing::Test {
 protected:
  AffinityOfABatch() {
    at::manual_seed(13);
    // The second has nucleic acid and an ion, which affinity must not look at.
    complexes = {synthetic_complex({{MolType::protein, 9}, {MolType::nonpolymer, 5}}),
                 synthetic_complex({{MolType::dna, 4},
                                    {MolType::protein, 7},
                                    {MolType::nonpolymer, 1},
                                    {MolType::nonpolymer, 6}}),
                 synthetic_complex({{MolType::protein, 5}, {MolType::nonpolymer, 3}})};
    complexes[1].affinity_token_mask.select(1, 11).zero_();
    batch = Features::collate(complexes, /*min_tokens=*/20);
    const int64_t n = batch.tokens();
    s_inputs = at::randn({3, n, c_s}, at::kDouble);
    z = at::randn({3, n, n, c_z}, at::kDouble);
    x = at::randn({3, 4, batch.atoms(), 3}, at::kDouble).mul_(6);
    iptm = at::rand({3, 4}, at::kDouble);
    state = module_state("affinity_module1");
    state.merge(module_state("affinity_module2"));
  }

  Affinity affinity(const StateDict& of, Affinity::Options options = {}) const {
    const Weights weights(of, at::kCPU, at::kDouble);
    Affinity made(weights, options);
    weights.require_all_taken();
    return made;
  }
  AffinityPrediction alone(const Affinity& model, int64_t b) const {
    const Features& one = complexes[static_cast<size_t>(b)];
    return model(one, s_inputs.narrow(0, b, 1).narrow(1, 0, one.tokens()),
                 z.narrow(0, b, 1).narrow(1, 0, one.tokens()).narrow(2, 0, one.tokens()),
                 x.narrow(0, b, 1).narrow(2, 0, one.atoms()), iptm.narrow(0, b, 1));
  }

  std::vector<Features> complexes;
  Features batch;
  Tensor s_inputs, z, x, iptm;
  StateDict state;
};

TEST_F(AffinityOfABatch, IsThatOfEachAlone) {
  const Affinity model = affinity(state, {.mw_correction = true});
  const AffinityPrediction together = model(batch, s_inputs, z, x, iptm);
  for (int64_t b = 0; b < 3; ++b) {
    const AffinityPrediction one = alone(model, b);
    for (Tensor AffinityPrediction::*value :
         {&AffinityPrediction::affinity_pred_value, &AffinityPrediction::affinity_pred_value1,
          &AffinityPrediction::affinity_pred_value2,
          &AffinityPrediction::affinity_probability_binary}) {
      expect_equal((together.*value).narrow(0, b, 1), one.*value, 1e-11, std::to_string(b));
    }
  }
}

TEST_F(AffinityOfABatch, SeesNothingOfOtherTokens) {
  const Affinity model = affinity(state);
  const Tensor before = alone(model, 1).affinity_pred_value;
  const auto change = [](const Tensor& part) { part.copy_(at::randn_like(part)); };
  change(z[1].narrow(0, 0, 4));  // the nucleic acid, as rows and as columns
  change(z[1].narrow(1, 0, 4));
  change(z[1].narrow(1, 11, 1));  // the ion
  change(s_inputs[1].narrow(0, 0, 4));
  expect_equal(alone(model, 1).affinity_pred_value, before, 1e-12, "unrelated tokens");
  change(z[1].narrow(0, 5, 1).narrow(1, 14, 1));  // a protein's and a ligand's
  EXPECT_GT(relative_error(alone(model, 1).affinity_pred_value, before), 1e-6);
}

TEST_F(AffinityOfABatch, JudgesTheFirstSampleOfHighestIptm) {
  iptm = at::tensor({0.1, 0.7, 0.7, 0.2, 0.9, 0.1, 0.1, 0.9, 0.0, 0.0, 0.0, 0.0}, at::kDouble)
             .view({3, 4});
  const Tensor best = best_sample(x, iptm);
  EXPECT_TRUE(best[0].equal(x[0][1]));
  EXPECT_TRUE(best[1].equal(x[1][0]));
  EXPECT_TRUE(best[2].equal(x[2][0]));
}

TEST_F(AffinityOfABatch, EnsembleIsTheMeanAndMayBeCorrectedForMass) {
  const AffinityPrediction plain = affinity(state)(batch, s_inputs, z, x, iptm);
  expect_equal(plain.affinity_pred_value,
               (plain.affinity_pred_value1 + plain.affinity_pred_value2) / 2, 1e-15, "value");
  expect_equal(plain.affinity_probability_binary,
               (plain.affinity_probability_binary1 + plain.affinity_probability_binary2) / 2, 1e-15,
               "probability");
  const AffinityPrediction corrected =
      affinity(state, {.mw_correction = true})(batch, s_inputs, z, x, iptm);
  for (int64_t b = 0; b < 3; ++b) {
    const double mass = batch.affinity_mw[b].item<double>();
    EXPECT_NEAR(corrected.affinity_pred_value[b].item<double>(),
                1.03525938 * plain.affinity_pred_value[b].item<double>() -
                    0.59992683 * std::pow(mass, 0.3) + 2.83288489,
                1e-12);
  }
  expect_equal(corrected.affinity_pred_value1, plain.affinity_pred_value1, 0, "members stay");
}

TEST_F(AffinityOfABatch, ASingleModuleHasNoMembersAndNoCorrection) {
  StateDict single;
  for (const auto& [name, tensor] : state) {
    const std::string first = "affinity_module1.";
    if (name.starts_with(first)) {
      single["affinity_module." + name.substr(first.size())] = tensor;
    }
  }
  const AffinityPrediction result =
      affinity(single, {.mw_correction = true})(batch, s_inputs, z, x, iptm);
  const AffinityPrediction ensemble = affinity(state)(batch, s_inputs, z, x, iptm);
  expect_equal(result.affinity_pred_value, ensemble.affinity_pred_value1, 0, "value");
  expect_equal(result.affinity_probability_binary, ensemble.affinity_probability_binary1, 0,
               "probability");
  EXPECT_FALSE(result.affinity_pred_value1.defined() || result.affinity_pred_value2.defined());
}

TEST_F(AffinityOfABatch, NamesTheFeatureThatIsMissing) {
  const Affinity model = affinity(state, {.mw_correction = true});
  Features no_mass = batch;
  no_mass.affinity_mw = Tensor();
  EXPECT_THROW(model(no_mass, s_inputs, z, x, iptm), FeaturesError);
  Features no_ligand = batch;
  no_ligand.affinity_token_mask = Tensor();
  EXPECT_THROW(model(no_ligand, s_inputs, z, x, iptm), FeaturesError);
}

}  // namespace
}  // namespace bb::test
