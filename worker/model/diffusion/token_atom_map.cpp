#include "worker/model/diffusion/token_atom_map.h"

namespace bb {

TokenAtomMap::TokenAtomMap(const Features& features, int64_t samples, at::ScalarType dtype)
    : batch_(features.batch()),
      samples_(samples),
      tokens_(features.tokens()),
      atoms_(features.atoms()) {
  constexpr double epsilon = 1e-6;
  const Tensor mask = features.atom_mask.to(dtype);  // (B, A)
  atom_mask_ = mask.unsqueeze(1).unsqueeze(3);

  const Tensor& token = features.atom_to_token;  // (B, A)
  const Tensor count = at::zeros({batch_, tokens_}, mask.options()).scatter_add_(1, token, mask);
  const Tensor weights = mask / count.add(epsilon).gather(1, token);  // (B, A)
  const Tensor before = (count.cumsum(1) - count).to(at::kLong);      // (B, N) atoms before a token

  const auto rows = [&](int64_t count_per_sample) {  // first row of each sample, (B, M, 1)
    return (at::arange(batch_ * samples_, token.options()) * count_per_sample)
        .view({batch_, samples_, 1});
  };
  const auto repeat = [&](const Tensor& x) { return x.unsqueeze(1).expand({-1, samples_, -1}); };
  atom_rows_ = at::arange(batch_ * samples_ * atoms_, token.options());
  first_row_ = (repeat(before) + rows(atoms_)).flatten();
  atom_weights_ = repeat(weights).flatten();
  token_rows_ = (repeat(token) + rows(tokens_)).flatten();
}

Tensor TokenAtomMap::mean_over_atoms(const Tensor& atoms) const {
  constexpr int64_t sum = 0;
  // The run of a token reaches to the next token's first atom; padding atoms weigh nothing.
  const Tensor means = std::get<0>(at::_embedding_bag_forward_only(
      atoms.reshape({-1, atoms.size(-1)}), atom_rows_, first_row_, /*scale_grad_by_freq=*/false,
      sum, /*sparse=*/false, atom_weights_));
  return means.view({batch_, samples_, tokens_, -1});
}

Tensor TokenAtomMap::to_atoms(const Tensor& tokens) const {
  return tokens.reshape({-1, tokens.size(-1)})
      .index_select(0, token_rows_)
      .view({batch_, samples_, atoms_, -1});
}

}  // namespace bb
