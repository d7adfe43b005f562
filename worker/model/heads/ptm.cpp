#include "worker/model/heads/ptm.h"

#include <limits>

namespace bb {

namespace {

constexpr double max_error = 32.0;  // Å, end of the last bin
constexpr int64_t min_tokens = 19;  // d0 is not defined for smaller ones
constexpr double frame_count_epsilon = 1e-5;

}  // namespace

Tensor tm_kernel(const Tensor& tokens, int64_t bins) {
  const double bin_width = max_error / static_cast<double>(bins);
  const Tensor errors =
      at::arange(bins, tokens.options()).add_(0.5).mul_(bin_width).unsqueeze(0);  // (1, bins)
  const Tensor d0 = (tokens.clamp_min(min_tokens) - 15).pow(1.0 / 3).mul_(1.24).sub_(1.8);  // (B)
  return (errors / d0.unsqueeze(1)).square_().add_(1).reciprocal_();  // (B, bins)
}

TmScores tm_scores(const Tensor& expected_tm, const Tensor& frame_mask, const Tensor& token_mask,
                   const ChainIndex& chains) {
  const int64_t samples = expected_tm.size(1), tokens = expected_tm.size(2);
  const int64_t most_chains = chains.chains();
  // Float64 whatever the model runs in: it costs little here, and float32 products may be TF32.
  const auto exact = at::kDouble;
  const Tensor mask = token_mask.to(exact);                                        // (B, N)
  const Tensor chain_id = at::arange(most_chains, chains.of_token.options());      // (C)
  const Tensor own_chain = (chains.of_token.unsqueeze(-1) == chain_id).to(exact);  // (B, N, C)
  const Tensor member = own_chain * mask.unsqueeze(-1);                            // (B, N, C)
  const Tensor frames = frame_mask.to(exact) * mask.unsqueeze(1);                  // (B, M, N)

  // Every score is a mean over the columns of some chains: reduce the columns to chains once.
  const Tensor sums = at::matmul(expected_tm.to(exact), member.unsqueeze(1));  // (B, M, N, C)
  const Tensor counts = member.sum(1, /*keepdim=*/true);                       // (B, 1, C)

  // The best frame's mean over the columns that `columns` (B, N, C) gives to each row. All values
  // are positive, so rows that are no frames may stand in the maximum as 0.
  const auto best_mean = [&](const Tensor& columns) {
    const Tensor sum = (sums * columns.unsqueeze(1)).sum(-1) * frames;      // (B, M, N)
    const Tensor count = (counts * columns).sum(-1).unsqueeze(1) * frames;  // (B, M, N)
    return std::get<0>((sum / (count + frame_count_epsilon)).max(-1)).to(expected_tm.scalar_type());
  };
  const auto of_rows = [&](const Tensor& chain_property) {  // (B, C) -> (B, N, 1)
    return chain_property.gather(1, chains.of_token).to(exact).unsqueeze(-1);
  };
  const auto of_columns = [&](const Tensor& chain_property) {  // (B, C) -> (B, 1, C)
    return chain_property.to(exact).unsqueeze(1);
  };
  const Tensor other_chain = 1 - own_chain;  // (B, N, C)
  const Tensor protein_columns = of_columns(chains.is_protein) * other_chain;
  const Tensor ligand_columns = of_columns(chains.is_ligand) * other_chain;
  const Tensor ligand_protein =
      of_rows(chains.is_ligand) * protein_columns + of_rows(chains.is_protein) * ligand_columns;

  // Pairs of chains: each column chain's mean, then the best frame of each row chain.
  const Tensor row_frames = frames.unsqueeze(-1);  // (B, M, N, 1)
  const Tensor means =
      sums * row_frames / (counts.unsqueeze(1) * row_frames + frame_count_epsilon);  // (B, M, N, C)
  const Tensor row_chain = chains.of_token.unsqueeze(1).unsqueeze(-1).expand(
      {-1, samples, tokens, most_chains});  // (B, M, N, C)
  Tensor pairs =
      at::zeros({expected_tm.size(0), samples, most_chains, most_chains}, means.options());
  pairs.scatter_reduce_(2, row_chain, means, "amax");  // (B, M, C of the frame, C)
  const Tensor exists = chains.exists.unsqueeze(2) & chains.exists.unsqueeze(1);  // (B, C, C)
  pairs = pairs.transpose(2, 3).masked_fill(~exists.unsqueeze(1),
                                            std::numeric_limits<double>::quiet_NaN());

  return {.ptm = best_mean(at::ones_like(own_chain)),
          .iptm = best_mean(other_chain),
          .ligand_iptm = best_mean(ligand_protein),
          .protein_iptm = best_mean(of_rows(chains.is_protein) * protein_columns),
          .pair_chains_iptm = pairs.to(expected_tm.scalar_type())};
}

}  // namespace bb
