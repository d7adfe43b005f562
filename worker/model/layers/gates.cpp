#include "worker/model/layers/gates.h"

#include <ATen/Parallel.h>

#include "worker/model/cpu/kernels.h"
#include "worker/model/layers/gated_attention.h"

namespace bb {

namespace {

bool side_by_side(const Tensor& a, const Tensor& b) {
  return has_cpu_kernels(a) && a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() &&
         a.is_contiguous() && b.is_contiguous();
}

template <class T>
void zip(void (*kernel)(T*, const T*, int64_t), Tensor& a, const Tensor& b) {
  T* const to = a.mutable_data_ptr<T>();
  const T* const from = b.const_data_ptr<T>();
  constexpr int64_t grain = 1 << 14;
  at::parallel_for(0, a.numel(), grain, [&](int64_t first, int64_t end) {
    kernel(to + first, from + first, end - first);
  });
}

}  // namespace

Tensor gate_(Tensor x, const Tensor& logits) {
  if (!side_by_side(x, logits)) { return x.mul_(logits.sigmoid()); }
  if (x.scalar_type() == at::kDouble) {
    zip<double>(cpu::kernels<double>().gate, x, logits);
  } else {
    zip<float>(cpu::kernels<float>().gate, x, logits);
  }
  return x;
}

Tensor swish_(Tensor a, const Tensor& b) {
  if (!side_by_side(a, b)) { return at::silu_(a).mul_(b); }
  if (a.scalar_type() == at::kDouble) {
    zip<double>(cpu::kernels<double>().swish, a, b);
  } else {
    zip<float>(cpu::kernels<float>().swish, a, b);
  }
  return a;
}

}  // namespace bb
