#include "worker/model/layers/masks.h"

namespace bb {

Tensor mask_bias(const Tensor& mask, double magnitude, at::ScalarType dtype) {
  constexpr double largest_half = 6e4;
  if (dtype == at::kHalf) { magnitude = std::min(magnitude, largest_half); }
  return mask.to(dtype).sub(1).mul_(magnitude);
}

Tensor cross_pair_mask(const Features& features) {
  if (!features.affinity_token_mask.defined()) {
    throw FeaturesError(
        "feature 'affinity_token_mask' is missing: affinity needs to know which tokens are the "
        "ligand; make the features with affinity asked for");
  }
  const Tensor protein = features.mol_type.eq(static_cast<int64_t>(MolType::protein))
                             .to(features.token_mask.scalar_type()) *
                         features.token_mask;  // (B, N)
  const Tensor ligand =
      features.affinity_token_mask.ne(0).to(protein.scalar_type()) * features.token_mask;  // (B, N)
  const Tensor both_ways = ligand.unsqueeze(2) * protein.unsqueeze(1);  // (B, N, N)
  return both_ways + both_ways.transpose(1, 2) + ligand.unsqueeze(2) * ligand.unsqueeze(1);
}

}  // namespace bb
