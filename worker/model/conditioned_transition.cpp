#include "worker/model/conditioned_transition.h"

namespace bb {

ConditionedTransitionBlock::ConditionedTransitionBlock(const Weights& weights)
    : expand_(weights, {"swish_gate.0", "a_to_b"}), b_to_a_(weights["b_to_a"]) {}

Tensor ConditionedTransitionBlock::operator()(const Tensor& a) const {
  const int64_t inner = b_to_a_.in_features();
  const Tensor expanded = expand_(a);  // (…, 3 · inner): values, gates, a_to_b
  Tensor b = at::silu(expanded.narrow(-1, inner, inner));
  b.mul_(expanded.narrow(-1, 0, inner)).mul_(expanded.narrow(-1, 2 * inner, inner));
  return b_to_a_(b);
}

}  // namespace bb
