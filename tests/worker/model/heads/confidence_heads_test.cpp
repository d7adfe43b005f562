#include "worker/model/heads/confidence_heads.h"

#include <gtest/gtest.h>

#include "tests/worker/model/golden.h"
#include "tests/worker/model/synthetic.h"

namespace bb::test {
namespace {

constexpr double tolerance = 1e-12;
constexpr int64_t c_s = 6, c_z = 4;

SyntheticWeights head_weights(bool separate) {
  SyntheticWeights w;
  for (const std::string property : {"pae", "pde"}) {
    if (separate) {
      w.linear("to_" + property + "_intra_logits", c_z, 16);
      w.linear("to_" + property + "_inter_logits", c_z, 16);
    } else {
      w.linear("to_" + property + "_logits", c_z, 16);
    }
  }
  w.linear("to_plddt_logits", c_s, 10);
  w.linear("to_resolved_logits", c_s, 2);
  return w;
}

class Heads : public testing::TestWithParam<bool> {
 protected:
  Heads() {
    at::manual_seed(3);
    complexes = {
        synthetic_complex({{MolType::protein, 6}, {MolType::nonpolymer, 4}}),
        synthetic_complex({{MolType::protein, 5}, {MolType::dna, 3}, {MolType::protein, 4}}),
        synthetic_complex({{MolType::protein, 7}})};
    batch = Features::collate(complexes);
    n = batch.tokens();
    weights = head_weights(GetParam());
    s = at::randn({3, 2, n, c_s}, at::kDouble);
    z = at::randn({3, 2, n, n, c_z}, at::kDouble);
    const Tensor x = at::randn({3, 2, n, 3}, at::kDouble).mul_(6);
    distances = at::cdist(x, x);
    frame_mask = batch.token_mask.unsqueeze(1).expand({3, 2, n});
    pdistogram = at::randn({3, n, n, 64}, at::kDouble);
    result = ConfidenceHeads(weights.weights())(s, z, distances, frame_mask,
                                                ConfidenceHeads::Context::of(batch, pdistogram));
  }

  double value(const Tensor& scores, int64_t b, int64_t m) const {
    return scores[b][m].item<double>();
  }

  std::vector<Features> complexes;
  Features batch;
  int64_t n = 0;
  SyntheticWeights weights;
  Tensor s, z, distances, frame_mask, pdistogram;
  Confidence result;
};

TEST_P(Heads, LogitsComeFromTheHeadOfThePair) {
  const auto head = [&](const std::string& name) { return weights.state.at(name + ".weight"); };
  for (const auto& [b, i, j] : {std::array<int64_t, 3>{0, 2, 8}, {1, 0, 3}, {1, 9, 2}}) {
    const bool same = batch.asym_id[b][i].equal(batch.asym_id[b][j]);
    const std::string kind = GetParam() ? (same ? "_intra" : "_inter") : "";
    const Tensor pae = head("to_pae" + kind + "_logits").mv(z[b][1][i][j]);
    const Tensor pde = head("to_pde" + kind + "_logits").mv(z[b][1][i][j] + z[b][1][j][i]);
    EXPECT_LE(relative_error(result.pae_logits[b][1][i][j], pae), tolerance);
    EXPECT_LE(relative_error(result.pde_logits[b][1][i][j], pde), tolerance);
  }
}

TEST_P(Heads, ValuesAreMeansOverBinCentres) {
  const auto mean = [](const Tensor& logits, double end) {
    const Tensor p = at::softmax(logits, -1);
    double sum = 0;
    for (int64_t k = 0; k < p.size(0); ++k) {
      sum += p[k].item<double>() * end * (static_cast<double>(k) + 0.5) /
             static_cast<double>(p.size(0));
    }
    return sum;
  };
  EXPECT_NEAR(result.plddt[1][0][4].item<double>(), mean(result.plddt_logits[1][0][4], 1),
              tolerance);
  EXPECT_NEAR(result.pae[1][0][4][9].item<double>(), mean(result.pae_logits[1][0][4][9], 32),
              tolerance);
  EXPECT_NEAR(result.pde[1][0][4][9].item<double>(), mean(result.pde_logits[1][0][4][9], 32),
              tolerance);
}

TEST_P(Heads, ComplexPlddtWeighsInterfacesAndLigands) {
  for (int64_t b = 0; b < 3; ++b) {
    for (int64_t m = 0; m < 2; ++m) {
      const int64_t tokens = complexes[static_cast<size_t>(b)].tokens();
      double plain = 0, weighted = 0, weights_sum = 0;
      for (int64_t i = 0; i < tokens; ++i) {
        double weight = 1;
        for (int64_t j = 0; j < tokens; ++j) {
          if (!batch.asym_id[b][i].equal(batch.asym_id[b][j]) &&
              distances[b][m][i][j].item<double>() < 8) {
            weight = 10;
          }
        }
        if (batch.mol_type[b][i].item<int64_t>() == 3) { weight = 20; }
        const double plddt = result.plddt[b][m][i].item<double>();
        plain += plddt;
        weighted += plddt * weight;
        weights_sum += weight;
      }
      EXPECT_NEAR(value(result.complex_plddt, b, m), plain / static_cast<double>(tokens),
                  tolerance);
      EXPECT_NEAR(value(result.complex_iplddt, b, m), weighted / weights_sum, tolerance);
    }
  }
}

TEST_P(Heads, ComplexPdeWeighsLikelyContacts) {
  const Tensor contact = at::softmax(pdistogram, -1).slice(-1, 0, 20).sum(-1);
  for (int64_t b = 0; b < 3; ++b) {
    const int64_t tokens = complexes[static_cast<size_t>(b)].tokens();
    double all = 0, all_weights = 0, between = 0, between_weights = 1e-5;
    for (int64_t i = 0; i < tokens; ++i) {
      for (int64_t j = 0; j < tokens; ++j) {
        if (i == j) { continue; }
        const double weight = contact[b][i][j].item<double>();
        const double pde = result.pde[b][1][i][j].item<double>();
        all += pde * weight;
        all_weights += weight;
        if (batch.asym_id[b][i].equal(batch.asym_id[b][j])) { continue; }
        between += pde * weight;
        between_weights += weight;
      }
    }
    EXPECT_NEAR(value(result.complex_pde, b, 1), all / all_weights, 32 * tolerance);
    EXPECT_NEAR(value(result.complex_ipde, b, 1), between / between_weights, 32 * tolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, Heads, testing::Values(true, false),
                         [](const auto& kind) { return kind.param ? "SeparateHeads" : "OneHead"; });

TEST(ConfidenceHeads, RefusesConfidencePerAtom) {
  SyntheticWeights w = head_weights(true);
  w.linear("to_plddt_logits", c_s, 10 * 23);
  w.linear("to_resolved_logits", c_s, 2 * 23);
  try {
    ConfidenceHeads heads(w.weights());
    FAIL() << "accepted";
  } catch (const WeightsError& error) {
    EXPECT_NE(std::string(error.what()).find("token_level_confidence"), std::string::npos);
  }
}

}  // namespace
}  // namespace bb::test
