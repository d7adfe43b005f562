#pragma once

#include "worker/model/heads/confidence.h"
#include "worker/model/layers/linear.h"
#include "worker/model/trunk/chain_index.h"

namespace bb {

/// Logits of a pair property, by one head, or by two for pairs within and between chains.
class PairHead {
 public:
  /// Takes "to_<property>_logits", or "to_<property>_intra_logits" and "…_inter_logits".
  PairHead(const Weights& heads_weights, const std::string& property);

  /// z (B, K, N, N, C_z), same_chain (B, 1, N, N) bool -> (B, K, N, N, bins) float32 (float64)
  Tensor operator()(const Tensor& z, const Tensor& same_chain) const;

 private:
  Linear intra_;                 // or the only one
  std::optional<Linear> inter_;  // where the checkpoint has separate heads
  at::ScalarType result_dtype_;
};

/// Logits and scores of the confidence module (AlphaFold 3, Alg. 31, lines 9 to 17).
class ConfidenceHeads {
 public:
  /// What all samples share.
  struct Context {
    Tensor token_mask;  // (B, 1, N)
    Tensor is_ligand;   // (B, 1, N) 0 or 1
    Tensor same_chain;  // (B, 1, N, N) bool
    Tensor pde_weight;  // (B, 1, N, N): probability of a contact; 0 on the diagonal and in padding
    ChainIndex chains;

    /// pdistogram_logits (B, N, N, 64)
    static Context of(const Features& features, const Tensor& pdistogram_logits);
  };

  /// Throws WeightsError for heads that judge atoms instead of tokens.
  explicit ConfidenceHeads(const Weights& weights);

  /// Of K samples: s (B, K, N, C_s), z (B, K, N, N, C_z), distances (B, K, N, N) between tokens,
  /// frame_mask (B, K, N). Everything but confidence_score, s and z is set.
  Confidence operator()(const Tensor& s, const Tensor& z, const Tensor& distances,
                        const Tensor& frame_mask, const Context& context) const;

 private:
  PairHead pae_, pde_;
  Linear to_plddt_logits_, to_resolved_logits_;
};

}  // namespace bb
