#include "worker/model/transition.h"

namespace bb {

Transition::Transition(const Weights& weights)
    : norm_(weights["norm"]),
      fc1_(weights["fc1"], norm_.dim()),
      fc2_(weights["fc2"], norm_.dim()),
      fc3_(weights["fc3"], fc1_.out_features()) {}

Tensor Transition::operator()(const Tensor& x) const {
  const Tensor normed = norm_(x);
  return fc3_(at::silu(fc1_(normed)).mul_(fc2_(normed)));
}

}  // namespace bb
