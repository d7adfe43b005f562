#include "worker/model/diffusion/atom_encoder.h"

#include <gtest/gtest.h>

#include "tests/support/oracle.h"
#include "tests/worker/model/diffusion/diffusion_synthetic.h"
#include "worker/model/diffusion/token_atom_map.h"

namespace bb::test {
namespace {

Features two_complexes() {
  std::vector<Features> each{synthetic_complex({{MolType::protein, 6}, {MolType::nonpolymer, 5}}),
                             synthetic_complex({{MolType::nonpolymer, 40}})};
  for (Features& one : each) { add_atom_features(one); }
  return Features::collate(each);
}

/// The reference's wide one-hot features.
Tensor wide_features(const Features& f, const AtomEncoder::Options& options) {
  const Tensor mask = f.atom_mask.unsqueeze(-1);
  std::vector<Tensor> parts{f.ref_pos, f.ref_charge.unsqueeze(-1),
                            at::one_hot(f.ref_element, 128) * mask};
  if (!options.use_no_atom_char) {
    parts.push_back(at::one_hot(f.ref_name_chars, 64).flatten(2) * mask);
  }
  if (options.use_atom_backbone_feat) { parts.push_back(f.atom_backbone); }
  if (options.use_residue_feats_atoms) {
    const Tensor residue = at::cat({f.res_type, f.modified.unsqueeze(-1).to(at::kDouble),
                                    at::one_hot(f.mol_type, 4).to(at::kDouble)},
                                   -1);
    parts.push_back(at::matmul(at::one_hot(f.atom_to_token, f.tokens()) * mask, residue));
  }
  return at::cat(parts, -1);
}

TEST(AtomEncoder, EqualsTheWideOneHotProductForEveryOption) {
  at::manual_seed(4);
  const Features features = two_complexes();
  for (int flags = 0; flags < 8; ++flags) {
    const AtomEncoder::Options options{.use_no_atom_char = (flags & 1) != 0,
                                       .use_atom_backbone_feat = (flags & 2) != 0,
                                       .use_residue_feats_atoms = (flags & 4) != 0};
    const Tensor wide = wide_features(features, options);
    SyntheticWeights w;
    add_atom_encoder(w, "atom_encoder", wide.size(-1), {});
    const Weights weights = w.weights();
    const Tensor q = AtomEncoder(weights["atom_encoder"], options)(features).q;
    const Tensor expected = at::linear(wide, w.state.at("atom_encoder.embed_atom_features.weight"),
                                       w.state.at("atom_encoder.embed_atom_features.bias"));
    EXPECT_LE(relative_error(q, expected), 1e-13) << flags;
    EXPECT_NO_THROW(weights.require_all_taken());
  }
}

TEST(AtomEncoder, NamesAWeightOfAnotherWidth) {
  SyntheticWeights w;
  add_atom_encoder(w, "atom_encoder", 389, {});
  const Weights weights = w.weights();
  EXPECT_THROW(AtomEncoder(weights["atom_encoder"], {}), WeightsError);
}

TEST(TokenAtomMap, EqualsTheProductsWithTheMatrix) {
  at::manual_seed(5);
  const Features features = two_complexes();
  const int64_t samples = 3;
  const TokenAtomMap map(features, samples, at::kDouble);
  const Tensor matrix =
      (at::one_hot(features.atom_to_token, features.tokens()) * features.atom_mask.unsqueeze(-1))
          .unsqueeze(1);  // (B, 1, A, N)
  const Tensor mean = matrix / (matrix.sum(2, true) + 1e-6);

  const Tensor atoms = at::randn({2, samples, features.atoms(), 7}, at::kDouble);
  EXPECT_LE(relative_error(map.mean_over_atoms(atoms), at::matmul(mean.transpose(2, 3), atoms)),
            1e-14);
  const Tensor tokens = at::randn({2, samples, features.tokens(), 7}, at::kDouble);
  EXPECT_LE(relative_error(map.to_atoms(tokens) * map.atom_mask(), at::matmul(matrix, tokens)),
            1e-14);
  // float32 takes another kernel
  const TokenAtomMap single(features, samples, at::kFloat);
  EXPECT_LE(relative_error(single.mean_over_atoms(atoms.to(at::kFloat)),
                           at::matmul(mean.transpose(2, 3), atoms)),
            1e-6);
}

}  // namespace
}  // namespace bb::test
