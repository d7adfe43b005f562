#include "worker/model/diffusion/conditioned_transition.h"

#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/gates.h"

namespace bb {

ConditionedTransitionBlock::ConditionedTransitionBlock(const Weights& weights)
    : expand_(weights, {"swish_gate.0", "a_to_b"}), b_to_a_(weights["b_to_a"]) {}

Tensor ConditionedTransitionBlock::operator()(const Tensor& a) const {
  const int64_t inner = b_to_a_.in_features();
  if (has_cpu_kernels(a) && a.scalar_type() == b_to_a_.weight().scalar_type()) {
    const auto half = [&](int64_t first) {  // of swish_gate, whose values come before its gates
      const Linear& both = expand_.part(0);
      const Tensor& bias = both.bias();
      return Linear(both.weight().narrow(0, first, inner),
                    bias.defined() ? bias.narrow(0, first, inner) : bias)(a);
    };
    Tensor b = swish_(half(inner), half(0));
    return b_to_a_(b.mul_(expand_.part(1)(a)));
  }
  const Tensor expanded = expand_(a);  // (…, 3 · inner): values, gates, a_to_b
  Tensor b = at::silu(expanded.narrow(-1, inner, inner));
  b.mul_(expanded.narrow(-1, 0, inner)).mul_(expanded.narrow(-1, 2 * inner, inner));
  return b_to_a_(b);
}

}  // namespace bb
