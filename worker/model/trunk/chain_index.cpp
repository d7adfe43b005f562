#include "worker/model/trunk/chain_index.h"

#include <algorithm>

namespace bb {

ChainIndex ChainIndex::of(const Features& features) {
  const int64_t batch = features.batch();
  size_t most_chains = 1;
  for (const ComplexLayout& layout : features.layout) {
    most_chains = std::max(most_chains, layout.chains.size());
  }
  const auto chains = static_cast<int64_t>(most_chains);

  Tensor of_token = at::zeros({batch, features.tokens()}, at::kLong);
  Tensor exists = at::zeros({batch, chains}, at::kBool);
  Tensor is_ligand = at::zeros({batch, chains}, at::kBool);
  Tensor is_protein = at::zeros({batch, chains}, at::kBool);
  auto token_chain = of_token.accessor<int64_t, 2>();
  auto chain_exists = exists.accessor<bool, 2>();
  auto chain_is_ligand = is_ligand.accessor<bool, 2>();
  auto chain_is_protein = is_protein.accessor<bool, 2>();
  for (int64_t b = 0; b < batch; ++b) {
    const std::vector<ChainSpan>& spans = features.layout[static_cast<size_t>(b)].chains;
    for (int64_t c = 0; c < static_cast<int64_t>(spans.size()); ++c) {
      const ChainSpan& span = spans[static_cast<size_t>(c)];
      chain_exists[b][c] = true;
      chain_is_ligand[b][c] = span.mol_type == MolType::nonpolymer;
      chain_is_protein[b][c] = span.mol_type == MolType::protein;
      for (int64_t t = 0; t < span.tokens; ++t) { token_chain[b][span.first_token + t] = c; }
    }
  }

  const at::Device device = features.token_mask.device();
  return {.of_token = upload(of_token, device),
          .exists = upload(exists, device),
          .is_ligand = upload(is_ligand, device),
          .is_protein = upload(is_protein, device)};
}

}  // namespace bb
