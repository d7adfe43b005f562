#include "worker/model/heads/predicted_frames.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/worker/model/synthetic.h"

namespace bb::test {
namespace {

/// Atom, nearest and second nearest atom, by the definition.
std::array<int64_t, 3> naive_frame(const Tensor& x, const ChainSpan& chain, int64_t atom) {
  std::vector<std::pair<double, int64_t>> others;
  for (int64_t i = chain.first_atom; i < chain.first_atom + chain.atoms; ++i) {
    if (i != atom) { others.emplace_back((x[i] - x[atom]).norm().item<double>(), i); }
  }
  std::sort(others.begin(), others.end());
  return {others[0].second, atom, others[1].second};
}

class Frames : public testing::Test {
 protected:
  Frames() {
    at::manual_seed(11);
    // The ligands are of two padded sizes, the ion and the pair of atoms too small for frames.
    complexes = {synthetic_complex({{MolType::protein, 3},
                                    {MolType::nonpolymer, 40},
                                    {MolType::nonpolymer, 5},
                                    {MolType::nonpolymer, 1}}),
                 synthetic_complex({{MolType::nonpolymer, 3}}),
                 synthetic_complex(
                     {{MolType::nonpolymer, 2}, {MolType::rna, 4}, {MolType::nonpolymer, 33}})};
    batch = Features::collate(complexes);
    x = at::randn({3, 2, batch.atoms(), 3}, at::kDouble).mul_(5);
  }

  std::vector<Features> complexes;
  Features batch;
  Tensor x;
};

TEST_F(Frames, LigandsTakeTheNearestAtoms) {
  const Tensor frames = predicted_frames(batch, x);
  ASSERT_EQ(frames.sizes(), at::IntArrayRef({3, 2, batch.tokens(), 3}));
  for (int64_t b = 0; b < 3; ++b) {
    for (const ChainSpan& chain : batch.layout[static_cast<size_t>(b)].chains) {
      for (int64_t m = 0; m < 2; ++m) {
        for (int64_t t = 0; t < chain.tokens; ++t) {
          const Tensor frame = frames[b][m][chain.first_token + t];
          const Tensor given = batch.frames_idx[b][chain.first_token + t];
          if (chain.mol_type != MolType::nonpolymer || chain.atoms < 3) {
            EXPECT_TRUE(frame.equal(given)) << "must keep the features' frame";
            continue;
          }
          const auto expected = naive_frame(x[b][m], chain, chain.first_atom + t);
          for (size_t k = 0; k < 3; ++k) {
            EXPECT_EQ(frame[static_cast<int64_t>(k)].item<int64_t>(), expected[k])
                << "complex " << b << " sample " << m << " chain " << chain.asym_id << " token "
                << t;
          }
        }
      }
    }
  }
}

TEST_F(Frames, ACopyOfTheFeaturesIsChangedOnly) {
  const Tensor before = batch.frames_idx.clone();
  predicted_frames(batch, x);
  EXPECT_TRUE(batch.frames_idx.equal(before));
}

TEST_F(Frames, ABatchGivesWhatEachGivesAlone) {
  const Tensor frames = predicted_frames(batch, x);
  const Tensor mask = frame_mask(batch, x, frames);
  for (int64_t b = 0; b < 3; ++b) {
    const Features& alone = complexes[static_cast<size_t>(b)];
    const Tensor x_alone = x.narrow(0, b, 1).narrow(2, 0, alone.atoms());
    const Tensor frames_alone = predicted_frames(alone, x_alone);
    const int64_t tokens = alone.tokens();
    EXPECT_TRUE(frames.narrow(0, b, 1).narrow(2, 0, tokens).equal(frames_alone));
    EXPECT_TRUE(
        mask.narrow(0, b, 1).narrow(2, 0, tokens).equal(frame_mask(alone, x_alone, frames_alone)));
    EXPECT_EQ(mask[b].slice(1, tokens).sum().item<double>(), 0) << "padding has no frames";
  }
}

TEST_F(Frames, IonsHaveNoFrame) {
  const Tensor mask = frame_mask(batch, x, predicted_frames(batch, x));
  const ChainSpan& ion = batch.layout[0].chains[3];
  EXPECT_EQ(mask[0].select(1, ion.first_token).sum().item<double>(), 0);
}

TEST_F(Frames, NeitherLinesNorOverlapsAreFrames) {
  const Features protein = synthetic_complex({{MolType::protein, 1}});
  const auto mask_of = [&](std::initializer_list<double> first,
                           std::initializer_list<double> last) {
    const Tensor atoms = at::zeros({1, 1, 32, 3}, at::kDouble);  // atom 1, the centre, at 0
    atoms[0][0][0].copy_(at::tensor(first, at::kDouble));
    atoms[0][0][2].copy_(at::tensor(last, at::kDouble));
    return frame_mask(protein, atoms, predicted_frames(protein, atoms)).item<double>();
  };
  EXPECT_EQ(mask_of({1, 0, 0}, {0, 1, 0}), 1);
  EXPECT_EQ(mask_of({1, 0, 0}, {-2, 0, 0}), 0);            // straight
  EXPECT_EQ(mask_of({1, 0, 0}, {2, 0, 0}), 0);             // folded back
  EXPECT_EQ(mask_of({1, 0, 0}, {-0.9062, 0.4228, 0}), 1);  // 154.99 degrees
  EXPECT_EQ(mask_of({1, 0, 0}, {-0.9064, 0.4224, 0}), 0);  // 155.01 degrees
  EXPECT_EQ(mask_of({0.009, 0, 0}, {0, 1, 0}), 0);
  EXPECT_EQ(mask_of({1, 0, 0}, {0, 0.011, 0}), 1);
}

TEST_F(Frames, ALigandWithSeveralAtomsPerTokenIsRefused) {
  complexes[1].layout[0].chains[0].atoms = 4;
  EXPECT_THROW(predicted_frames(complexes[1], at::zeros({1, 1, 32, 3}, at::kDouble)),
               FeaturesError);
}

}  // namespace
}  // namespace bb::test
