#pragma once

#include "worker/model/heads/affinity_module.h"

namespace bb {

/// Binding affinity of B complexes, as the reference reports it. All (B).
struct AffinityPrediction {
  Tensor affinity_pred_value;          // log10 of IC50 in μM
  Tensor affinity_probability_binary;  // probability of being a binder
  /// Those of the two members; undefined where the model is no ensemble.
  Tensor affinity_pred_value1, affinity_probability_binary1;
  Tensor affinity_pred_value2, affinity_probability_binary2;
};

/// The affinity part of a model: one affinity module, or an ensemble of two.
class Affinity {
 public:
  struct Options {
    /// Correct the value for the ligand's mass (`--affinity_mw_correction`). Ensembles only.
    bool mw_correction = false;
  };

  /// `weights` are those of the whole model: takes "affinity_module", or "affinity_module1" and
  /// "affinity_module2".
  Affinity(const Weights& weights, Options options);

  /// s_inputs (B, N, C_s) embedded for affinity, z (B, N, N, C_z) of the trunk, coordinates
  /// (B, M, A, 3) in Å. Each complex is judged by its sample of highest iptm (B, M).
  AffinityPrediction operator()(const Features& features, const Tensor& s_inputs, const Tensor& z,
                                const Tensor& coordinates, const Tensor& iptm) const;

 private:
  AffinityPrediction ensemble(const Features& features, const AffinityLogits& first,
                              const AffinityLogits& second) const;

  std::vector<AffinityModule> modules_;  // one or two
  Options options_;
};

/// The sample of highest score of each complex; the first of equal ones. coordinates (B, M, A, 3),
/// scores (B, M) -> (B, A, 3), without a device synchronisation.
Tensor best_sample(const Tensor& coordinates, const Tensor& scores);

}  // namespace bb
