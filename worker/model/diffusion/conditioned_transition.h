#pragma once

#include "worker/model/layers/fused_linear.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Gated transition of a diffusion transformer (AlphaFold 3, Alg. 25) without its conditioning,
/// which TransformerConditioning prepares for all layers.
class ConditionedTransitionBlock {
 public:
  explicit ConditionedTransitionBlock(const Weights& weights);

  Tensor operator()(const Tensor& a) const;  // (…, C) adaptively normalised -> (…, C), ungated

  /// Elements that a row needs on its way.
  int64_t width() const { return 4 * b_to_a_.in_features() + 2 * b_to_a_.out_features(); }

 private:
  FusedLinear expand_;  // swish_gate's values and gates, and a_to_b
  Linear b_to_a_;
};

}  // namespace bb
