#include "worker/model/heads/ptm.h"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "tests/worker/model/synthetic.h"

namespace bb::test {
namespace {

constexpr double tolerance = 1e-12;
using Pairs = std::function<bool(int64_t frame, int64_t token)>;

/// The definition, for one sample: the best frame's mean over the tokens that `pairs` gives it.
double naive_score(const Tensor& expected_tm, const Tensor& frame_mask, const Pairs& pairs) {
  const auto tm = expected_tm.accessor<double, 2>();
  const auto mask = frame_mask.accessor<double, 1>();
  double best = 0;
  for (int64_t i = 0; i < tm.size(0); ++i) {
    double sum = 0, count = 1e-5;
    for (int64_t j = 0; j < tm.size(1); ++j) {
      if (mask[i] == 0 || !pairs(i, j)) { continue; }
      sum += tm[i][j];
      count += 1;
    }
    best = std::max(best, sum / count);
  }
  return best;
}

struct Complex {
  explicit Complex(const std::vector<SyntheticChain>& chains)
      : features(synthetic_complex(chains)) {}

  int64_t chain(int64_t token) const { return features.asym_id[0][token].item<int64_t>(); }
  MolType type(int64_t token) const {
    return static_cast<MolType>(features.mol_type[0][token].item<int64_t>());
  }
  int64_t chains() const { return static_cast<int64_t>(features.layout[0].chains.size()); }
  int64_t tokens() const { return features.tokens(); }

  Features features;
};

class TmScores3 : public testing::Test {
 protected:
  TmScores3() {
    at::manual_seed(7);
    std::vector<Features> all;
    for (const Complex& one : complexes) { all.push_back(one.features); }
    batch = Features::collate(all, /*min_tokens=*/30);
    expected_tm = at::rand({3, samples, 30, 30}, at::kDouble);
    frame_mask = at::rand({3, samples, 30}, at::kDouble).gt(0.3).to(at::kDouble);
    scores = tm_scores(expected_tm, frame_mask, batch.token_mask, ChainIndex::of(batch));
  }

  Tensor tm_of(int64_t b, int64_t m) const {
    const int64_t n = complexes[static_cast<size_t>(b)].tokens();
    return expected_tm[b][m].slice(0, 0, n).slice(1, 0, n);
  }
  Tensor mask_of(int64_t b, int64_t m) const {
    return frame_mask[b][m].slice(0, 0, complexes[static_cast<size_t>(b)].tokens());
  }
  void expect_score(const Tensor& score, const std::function<Pairs(const Complex&)>& pairs) {
    for (int64_t b = 0; b < 3; ++b) {
      for (int64_t m = 0; m < samples; ++m) {
        EXPECT_NEAR(
            score[b][m].item<double>(),
            naive_score(tm_of(b, m), mask_of(b, m), pairs(complexes[static_cast<size_t>(b)])),
            tolerance)
            << "complex " << b << " sample " << m;
      }
    }
  }

  static constexpr int64_t samples = 2;
  const std::vector<Complex> complexes = {Complex({{MolType::protein, 9},
                                                   {MolType::rna, 4},
                                                   {MolType::protein, 5},
                                                   {MolType::nonpolymer, 6},
                                                   {MolType::nonpolymer, 1}}),
                                          Complex({{MolType::protein, 21}}),
                                          Complex({{MolType::nonpolymer, 3}, {MolType::dna, 8}})};
  Features batch;
  Tensor expected_tm, frame_mask;
  TmScores scores;
};

TEST_F(TmScores3, PtmIsOverAllTokens) {
  expect_score(scores.ptm, [](const Complex&) { return [](int64_t, int64_t) { return true; }; });
}

TEST_F(TmScores3, IptmIsOverOtherChains) {
  expect_score(scores.iptm, [](const Complex& c) {
    return [&c](int64_t i, int64_t j) { return c.chain(i) != c.chain(j); };
  });
  EXPECT_EQ(scores.iptm[1].abs().max().item<double>(), 0) << "a single chain has no interface";
}

TEST_F(TmScores3, LigandAndProteinIptmAreOverTheirKinds) {
  expect_score(scores.protein_iptm, [](const Complex& c) {
    return [&c](int64_t i, int64_t j) {
      return c.chain(i) != c.chain(j) && c.type(i) == MolType::protein &&
             c.type(j) == MolType::protein;
    };
  });
  expect_score(scores.ligand_iptm, [](const Complex& c) {
    return [&c](int64_t i, int64_t j) {
      return (c.type(i) == MolType::protein && c.type(j) == MolType::nonpolymer) ||
             (c.type(i) == MolType::nonpolymer && c.type(j) == MolType::protein);
    };
  });
  EXPECT_GT(scores.ligand_iptm[0][0].item<double>(), 0);
  EXPECT_EQ(scores.ligand_iptm[2][0].item<double>(), 0) << "no protein";
}

TEST_F(TmScores3, PairsOfChains) {
  ASSERT_EQ(scores.pair_chains_iptm.sizes(), at::IntArrayRef({3, samples, 5, 5}));
  for (int64_t b = 0; b < 3; ++b) {
    const Complex& c = complexes[static_cast<size_t>(b)];
    for (int64_t c1 = 0; c1 < 5; ++c1) {
      for (int64_t c2 = 0; c2 < 5; ++c2) {
        const double score = scores.pair_chains_iptm[b][1][c1][c2].item<double>();
        if (c1 >= c.chains() || c2 >= c.chains()) {
          EXPECT_TRUE(std::isnan(score)) << "a chain that is not there";
          continue;
        }
        EXPECT_NEAR(
            score,
            naive_score(tm_of(b, 1), mask_of(b, 1),
                        [&](int64_t i, int64_t j) { return c.chain(j) == c1 && c.chain(i) == c2; }),
            tolerance);
      }
    }
  }
}

TEST(TmKernel, IsTheTmScoresWithItsLengthClipped) {
  const Tensor kernel = tm_kernel(at::tensor({5.0, 19.0, 200.0}, at::kDouble), 64);
  for (const auto& [row, tokens] : {std::pair{0, 19}, {1, 19}, {2, 200}}) {
    const double d0 = 1.24 * std::cbrt(tokens - 15.0) - 1.8;
    for (const int bin : {0, 17, 63}) {
      const double error = (bin + 0.5) * 0.5;
      EXPECT_NEAR(kernel[row][bin].item<double>(), 1 / (1 + error / d0 * error / d0), tolerance);
    }
  }
}

}  // namespace
}  // namespace bb::test
