#include "worker/model/layers/transition.h"

#include "worker/model/layers/gated_attention.h"
#include "worker/model/layers/gates.h"

namespace bb {

Transition::Transition(const Weights& weights)
    : norm_(weights["norm"]),
      fc1_(weights["fc1"], norm_.dim()),
      fc2_(weights["fc2"], norm_.dim()),
      fc3_(weights["fc3"], fc1_.out_features()) {}

Tensor Transition::rows(const Tensor& x) const {
  const Tensor normed = norm_(x);
  return fc3_(swish_(fc1_(normed), fc2_(normed)));
}

Tensor Transition::operator()(const Tensor& x) const {
  if (!has_cpu_kernels(x) || !has_cpu_kernels(fc3_.weight())) { return rows(x); }
  const Tensor all = x.reshape({-1, x.size(-1)});
  std::vector<int64_t> sizes = x.sizes().vec();
  sizes.back() = fc3_.out_features();
  const Tensor out = at::empty({all.size(0), sizes.back()}, fc3_.weight().options());
  // Both hidden layers of a block stay in the cache.
  const int64_t block = cached_rows(2 * fc1_.out_features());
  for_row_blocks(all.size(0), block, [&](int64_t first, int64_t count) {
    out.narrow(0, first, count).copy_(rows(all.narrow(0, first, count)));
  });
  return out.view(sizes);
}

}  // namespace bb
