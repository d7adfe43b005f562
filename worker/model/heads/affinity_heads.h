#pragma once

#include "worker/model/layers/linear.h"

namespace bb {

/// Affinity of each complex, as the heads give it.
struct AffinityLogits {
  Tensor pred_value;     // (B) log10 of IC50 in μM
  Tensor logits_binary;  // (B) logit of being a binder
};

/// Reads affinity off the mean of the pair representation over the pairs that matter.
class AffinityHeads {
 public:
  explicit AffinityHeads(const Weights& weights);

  /// z (B, N, N, C_z), cross_pairs (B, N, N)
  AffinityLogits operator()(const Tensor& z, const Tensor& cross_pairs) const;

 private:
  /// Linear layers with rectifiers between them, numbered as in a list that counts both.
  class Mlp {
   public:
    explicit Mlp(const Weights& weights);
    Tensor operator()(const Tensor& x) const;

   private:
    std::vector<Linear> layers_;
  };

  Mlp affinity_out_mlp_, to_affinity_pred_value_, to_affinity_pred_score_;
  Linear to_affinity_logits_binary_;
};

}  // namespace bb
