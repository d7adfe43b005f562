#pragma once

#include "worker/model/trunk/chain_index.h"

namespace bb {

/// Predicted TM scores of M samples of each of B complexes, in 0..1.
struct TmScores {
  Tensor ptm;           // (B, M) over all tokens
  Tensor iptm;          // (B, M) over pairs of tokens of different chains; 0 for a single chain
  Tensor ligand_iptm;   // (B, M) … of a ligand and a protein
  Tensor protein_iptm;  // (B, M) … of two proteins
  /// (B, M, C, C) entry [c1][c2]: frames of chain c2 judging the tokens of chain c1. NaN where the
  /// complex has no such chain.
  Tensor pair_chains_iptm;
};

/// The TM-score kernel 1 / (1 + (error / d0)²) at the centres of the bins that the predicted
/// aligned error is given in (0 to 32 Å). tokens (B) -> (B, bins) in the dtype of `tokens`.
Tensor tm_kernel(const Tensor& tokens, int64_t bins);

/// TM scores from the expected TM kernel of each pair, (B, M, N, N), rows being frames
/// (AlphaFold 3, 5.9.1). frame_mask (B, M, N) and token_mask (B, N) are 0 or 1.
TmScores tm_scores(const Tensor& expected_tm, const Tensor& frame_mask, const Tensor& token_mask,
                   const ChainIndex& chains);

}  // namespace bb
