#include "worker/model/diffusion/atom_windows.h"

namespace bb {

Tensor key_windows(const Tensor& x) {
  constexpr int64_t side = (key_window - query_window) / 2;
  const int64_t batch = x.size(0);
  const int64_t atoms = x.size(1);
  TORCH_INTERNAL_ASSERT(atoms % query_window == 0, "atoms are padded to whole windows");

  std::vector<int64_t> padding(static_cast<size_t>(2 * (x.dim() - 1)), 0);
  padding[padding.size() - 2] = padding[padding.size() - 1] = side;
  const Tensor padded = at::constant_pad_nd(x, padding);  // (B, A + 96, …)

  std::vector<int64_t> sizes{batch, atoms / query_window, key_window};
  std::vector<int64_t> strides{padded.stride(0), query_window * padded.stride(1), padded.stride(1)};
  for (int64_t i = 2; i < x.dim(); ++i) {
    sizes.push_back(padded.size(i));
    strides.push_back(padded.stride(i));
  }
  return padded.as_strided(sizes, strides);  // (B, W, 128, …)
}

Tensor query_windows(const Tensor& x) { return x.unflatten(1, {-1, query_window}); }

}  // namespace bb
