#include "worker/model/heads/confidence_module.h"

#include <gtest/gtest.h>

#include "tests/worker/model/golden.h"
#include "tests/worker/model/synthetic.h"

namespace bb::test {
namespace {

struct Score {
  const char* name;
  Tensor Confidence::*tensor;
};
constexpr std::array<Score, 16> scores = {{
    {"plddt", &Confidence::plddt},
    {"pae", &Confidence::pae},
    {"pde", &Confidence::pde},
    {"plddt_logits", &Confidence::plddt_logits},
    {"resolved_logits", &Confidence::resolved_logits},
    {"pae_logits", &Confidence::pae_logits},
    {"pde_logits", &Confidence::pde_logits},
    {"complex_plddt", &Confidence::complex_plddt},
    {"complex_iplddt", &Confidence::complex_iplddt},
    {"complex_pde", &Confidence::complex_pde},
    {"complex_ipde", &Confidence::complex_ipde},
    {"ptm", &Confidence::ptm},
    {"iptm", &Confidence::iptm},
    {"ligand_iptm", &Confidence::ligand_iptm},
    {"protein_iptm", &Confidence::protein_iptm},
    {"confidence_score", &Confidence::confidence_score},
}};

// ------------------------------------------------------------------ against the reference

class ConfidenceParity : public testing::TestWithParam<Case> {
 protected:
  ConfidenceModule module(at::ScalarType dtype, int64_t max_parallel_samples) const {
    return {load_weights(GetParam(), dtype)["confidence_module"],
            {.input_pairs = parameters.input_pairs,
             .max_parallel_samples = max_parallel_samples,
             .keep_logits = true,
             .keep_latents = true}};
  }
  /// From what the reference had at that point of the run that is recorded in `run`.
  Confidence confidence(const Golden& run, at::ScalarType dtype,
                        int64_t max_parallel_samples = 1) const {
    const auto residual = dtype == at::kDouble ? at::kDouble : at::kFloat;
    const auto in = [&](const char* name) { return run[name].to(residual); };
    const Tensor z = in("out.z");
    const Tensor pdistogram =
        run.has("out.pdistogram")
            ? in("out.pdistogram").squeeze(3)
            : Linear(load_weights(GetParam(), residual)["distogram_module"]["distogram"])(
                  z + z.transpose(1, 2));
    return module(dtype, max_parallel_samples)(
        load_features(GetParam(), residual), in("s_inputs#0"), in("out.s"), z,
        in("out.sample_atom_coords").unsqueeze(0), pdistogram);
  }

  Golden golden{GetParam().golden_f64};
  Features features = load_features(GetParam(), at::kDouble);
  const HyperParameters& parameters = load_hyper_parameters(GetParam());
};

TEST_P(ConfidenceParity, Scores) {
  const Confidence result = confidence(golden, at::kDouble);
  size_t compared = 0;
  for (const auto& [name, tensor] : scores) {
    const std::string key = std::string("out.") + name;
    if (!golden.has(key)) {
      continue;  // logits of the largest case
    }
    ++compared;
    if (name == std::string("complex_pde") && features.tokens() == 1) {
      // No pair of tokens to take a mean over.
      EXPECT_TRUE(golden[key].isnan().all().item<bool>());
      EXPECT_TRUE(result.complex_pde.isnan().all().item<bool>());
      continue;
    }
    expect_equal((result.*tensor).squeeze(0), golden[key], exact, key);
  }
  EXPECT_GE(compared, scores.size() - 2);
  const std::vector<ChainSpan>& chains = features.layout[0].chains;
  for (size_t i = 0; i < chains.size(); ++i) {
    for (size_t j = 0; j < chains.size(); ++j) {
      const std::string key = "out.pair_chains_iptm." + std::to_string(chains[i].asym_id) + "." +
                              std::to_string(chains[j].asym_id);
      expect_equal(result.pair_chains_iptm[0]
                       .select(1, static_cast<int64_t>(i))
                       .select(1, static_cast<int64_t>(j)),
                   golden[key], exact, key);
    }
  }
}

TEST_P(ConfidenceParity, Pairformer) {
  if (!golden.has("conf_pairformer#0.in0")) {
    return;  // not recorded for the largest case
  }
  const ConfidenceModule::Embedding start =
      module(at::kDouble, 1)
          .embed(features, golden["s_inputs#0"], golden["out.s"], golden["out.z"]);
  expect_equal(start.s, golden["conf_pairformer#0.in0"], exact, "conf_pairformer.in0");

  const Confidence result = confidence(golden, at::kDouble, GetParam().samples);
  for (int64_t m = 0; m < GetParam().samples; ++m) {
    const std::string name = "conf_pairformer#" + std::to_string(m);
    expect_equal(result.s.select(1, m), golden[name + ".0"], exact, name + ".0");
    expect_equal(result.z.select(1, m), golden[name + ".1"], exact, name + ".1");
  }
}

TEST_P(ConfidenceParity, Bfloat16IsAsCloseAsTheReferences) {
  if (GetParam().golden_bf16.empty()) { return; }
  const Golden run(GetParam().golden_bf16);
  const Confidence truth = confidence(run, at::kDouble);
  const Confidence ours = confidence(run, at::kBFloat16);
  for (const auto& [name, tensor] : scores) {
    if ((ours.*tensor).dim() < 3) {
      continue;  // the error of a single number is luck
    }
    const Tensor expected = (truth.*tensor).squeeze(0);
    EXPECT_LE(relative_error((ours.*tensor).squeeze(0), expected),
              1.2 * relative_error(run[std::string("out.") + name], expected))
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Oracle, ConfidenceParity, testing::ValuesIn(oracle_cases()), case_name);

// ------------------------------------------------------------------ on made-up complexes

constexpr int64_t c_s = 8, c_z = 6, samples = 3;

Weights module_weights() {
  SyntheticWeights w;
  w.distance_bins(24, c_z);
  w.norm("s_inputs_norm", c_s);
  w.norm("s_norm", c_s);
  w.norm("z_norm", c_z);
  for (const char* name : {"s_to_z", "s_to_z_transpose", "s_to_z_prod_in1", "s_to_z_prod_in2"}) {
    w.linear(name, c_s, c_z);
  }
  w.linear("s_to_z_prod_out", c_z, c_z);
  w.linear("s_input_to_s", c_s, c_s);
  w.linear("rel_pos.linear_layer", 139, c_z);
  w.linear("token_bonds", 1, c_z);
  w.tensor("token_bonds_type.weight", {7, c_z});
  w.tensor("contact_conditioning.encoding_unspecified", {c_z});
  w.tensor("contact_conditioning.encoding_unselected", {c_z});
  w.linear("contact_conditioning.fourier_embedding.proj", 1, c_z, true);
  w.linear("contact_conditioning.encoder", c_z + 4, c_z, true);
  w.pair_track("pairformer_stack.layers.0", c_z);
  w.single_track("pairformer_stack.layers.0", c_s, c_z);
  for (const std::string kind : {"intra", "inter"}) {
    w.linear("confidence_heads.to_pae_" + kind + "_logits", c_z, 16);
    w.linear("confidence_heads.to_pde_" + kind + "_logits", c_z, 16);
  }
  w.linear("confidence_heads.to_plddt_logits", c_s, 10);
  w.linear("confidence_heads.to_resolved_logits", c_s, 2);
  return w.weights();
}

class ConfidenceOfABatch : public testing::Test {
 protected:
  ConfidenceOfABatch() {
    at::manual_seed(5);
    complexes = {synthetic_complex({{MolType::protein, 9}, {MolType::nonpolymer, 5}}),
                 synthetic_complex({{MolType::protein, 6}}),
                 synthetic_complex({{MolType::dna, 4},
                                    {MolType::protein, 8},
                                    {MolType::nonpolymer, 3},
                                    {MolType::nonpolymer, 1}})};
    batch = Features::collate(complexes, /*min_tokens=*/19);
    n = batch.tokens();
    s_inputs = at::randn({3, n, c_s}, at::kDouble);
    s = at::randn({3, n, c_s}, at::kDouble);
    z = at::randn({3, n, n, c_z}, at::kDouble);
    x = at::randn({3, samples, batch.atoms(), 3}, at::kDouble).mul_(6);
    pdistogram = at::randn({3, n, n, 64}, at::kDouble);
    weights.emplace(module_weights());
  }

  Confidence confidence(int64_t max_parallel_samples, bool keep = true) const {
    return module(max_parallel_samples, keep)(batch, s_inputs, s, z, x, pdistogram);
  }
  ConfidenceModule module(int64_t max_parallel_samples, bool keep = true) const {
    return {*weights,
            {.input_pairs = {.relative_position = {.fix_sym_check = true, .cyclic_pos_enc = true},
                             .contact_conditioning = {}},
             .max_parallel_samples = max_parallel_samples,
             .keep_logits = keep,
             .keep_latents = keep}};
  }

  std::vector<Features> complexes;
  Features batch;
  int64_t n = 0;
  Tensor s_inputs, s, z, x, pdistogram;
  std::optional<Weights> weights;
};

TEST_F(ConfidenceOfABatch, IsThatOfEachAlone) {
  const Confidence together = confidence(2);
  weights->require_all_taken();
  for (int64_t b = 0; b < 3; ++b) {
    const Features& one = complexes[static_cast<size_t>(b)];
    const auto cut = [&](const Tensor& t, std::initializer_list<int64_t> token_axes) {
      Tensor part = t.narrow(0, b, 1);
      for (const int64_t axis : token_axes) { part = part.narrow(axis, 0, one.tokens()); }
      return part;
    };
    const Confidence alone =
        module(2)(one, cut(s_inputs, {1}), cut(s, {1}), cut(z, {1, 2}),
                  x.narrow(0, b, 1).narrow(2, 0, one.atoms()), cut(pdistogram, {1, 2}));
    for (const auto& [name, tensor] : scores) {
      Tensor part = (together.*tensor).narrow(0, b, 1);
      for (int64_t axis = 2; axis < std::min<int64_t>(part.dim(), 4); ++axis) {
        if (part.size(axis) == n) { part = part.narrow(axis, 0, one.tokens()); }
      }
      expect_equal(part, alone.*tensor, 1e-12, name);
    }
    const int64_t chains = alone.pair_chains_iptm.size(-1);
    expect_equal(together.pair_chains_iptm.narrow(0, b, 1).slice(2, 0, chains).slice(3, 0, chains),
                 alone.pair_chains_iptm, 1e-12, "pair_chains_iptm");
  }
}

TEST_F(ConfidenceOfABatch, DoesNotDependOnHowManySamplesRunTogether) {
  const Confidence one_by_one = confidence(1), all = confidence(samples);
  for (const auto& [name, tensor] : scores) {
    expect_equal(all.*tensor, one_by_one.*tensor, 1e-12, name);
  }
  expect_equal(all.z, one_by_one.z, 1e-12, "z");
}

TEST_F(ConfidenceOfABatch, LeavesItsInputsAlone) {
  const std::vector<Tensor> inputs = {s_inputs, s, z, x, pdistogram};
  std::vector<Tensor> before;
  for (const Tensor& input : inputs) { before.push_back(input.clone()); }
  confidence(1);
  for (size_t i = 0; i < inputs.size(); ++i) { EXPECT_TRUE(inputs[i].equal(before[i])) << i; }
}

TEST_F(ConfidenceOfABatch, ScoreTakesPtmWhereThereIsNoInterface) {
  const Confidence result = confidence(samples);
  const Tensor with_iptm = (result.complex_plddt * 4 + result.iptm) / 5;
  const Tensor with_ptm = (result.complex_plddt * 4 + result.ptm) / 5;
  EXPECT_LE(relative_error(result.confidence_score[0], with_iptm[0]), 1e-15);
  EXPECT_LE(relative_error(result.confidence_score[1], with_ptm[1]), 1e-15);
  EXPECT_LE(relative_error(result.confidence_score[2], with_iptm[2]), 1e-15);
  EXPECT_GT(result.ptm.min().item<double>(), 0);
}

TEST_F(ConfidenceOfABatch, KeepsLogitsAndLatentsOnlyWhenAsked) {
  const Confidence result = confidence(1, /*keep=*/false);
  EXPECT_FALSE(result.pae_logits.defined() || result.pde_logits.defined() ||
               result.plddt_logits.defined() || result.resolved_logits.defined() ||
               result.s.defined() || result.z.defined());
  EXPECT_TRUE(result.pae.defined());
}

}  // namespace
}  // namespace bb::test
