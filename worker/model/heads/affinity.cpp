#include "worker/model/heads/affinity.h"

#include "worker/model/layers/masks.h"

namespace bb {

namespace {

// Fitted by the authors of Boltz-2 for its ensemble: value and mass^0.3 to a corrected value.
constexpr double value_coefficient = 1.03525938;
constexpr double mass_coefficient = -0.59992683;
constexpr double mass_exponent = 0.3;
constexpr double correction_bias = 2.83288489;

}  // namespace

Affinity::Affinity(const Weights& weights, Options options) : options_(options) {
  if (weights.has("affinity_module1")) {
    modules_.emplace_back(weights["affinity_module1"]);
    modules_.emplace_back(weights["affinity_module2"]);
  } else {
    modules_.emplace_back(weights["affinity_module"]);
  }
}

AffinityPrediction Affinity::operator()(const Features& features, const Tensor& s_inputs,
                                        const Tensor& z, const Tensor& coordinates,
                                        const Tensor& iptm) const {
  const Tensor cross_pairs = cross_pair_mask(features);  // (B, N, N)
  const Tensor cross_z = z * cross_pairs.unsqueeze(-1);  // (B, N, N, C_z)
  const Tensor x = best_sample(coordinates, iptm);       // (B, A, 3)
  std::vector<AffinityLogits> logits;
  for (const AffinityModule& module : modules_) {
    logits.push_back(module(features, s_inputs, cross_z, cross_pairs, x));
  }
  if (logits.size() == 2) { return ensemble(features, logits[0], logits[1]); }

  AffinityPrediction out;
  out.affinity_pred_value = logits[0].pred_value;
  out.affinity_probability_binary = logits[0].logits_binary.sigmoid();
  return out;
}

AffinityPrediction Affinity::ensemble(const Features& features, const AffinityLogits& first,
                                      const AffinityLogits& second) const {
  AffinityPrediction out;
  out.affinity_pred_value1 = first.pred_value;
  out.affinity_pred_value2 = second.pred_value;
  out.affinity_probability_binary1 = first.logits_binary.sigmoid();
  out.affinity_probability_binary2 = second.logits_binary.sigmoid();
  out.affinity_pred_value = (first.pred_value + second.pred_value) / 2;
  out.affinity_probability_binary =
      (out.affinity_probability_binary1 + out.affinity_probability_binary2) / 2;
  if (!options_.mw_correction) { return out; }

  if (!features.affinity_mw.defined()) {
    throw FeaturesError(
        "feature 'affinity_mw' is missing: the molecular-weight correction needs "
        "the ligand's mass; make the features again or turn the correction off");
  }
  out.affinity_pred_value =
      out.affinity_pred_value * value_coefficient +
      features.affinity_mw.to(out.affinity_pred_value.scalar_type()).pow(mass_exponent) *
          mass_coefficient +
      correction_bias;
  return out;
}

Tensor best_sample(const Tensor& coordinates, const Tensor& scores) {
  const Tensor best = scores.argmax(1).view({-1, 1, 1, 1});  // (B, 1, 1, 1), the first of equals
  return coordinates.gather(1, best.expand({-1, 1, coordinates.size(2), coordinates.size(3)}))
      .squeeze(1);  // (B, A, 3)
}

}  // namespace bb
