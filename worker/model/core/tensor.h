#pragma once

// The tensor vocabulary of the model. This is the precompiled header of every model source, so
// it stays at ATen: torch/torch.h would double the compile time of each translation unit.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

namespace bb {

using at::Tensor;

/// (1, size): a list as a batch of one.
template <class T>
Tensor as_row(const std::vector<T>& list) {
  return at::tensor(list).unsqueeze(0);
}

/// A small table made on the host, sent to a device without waiting for the work queued there: it
/// goes through pinned memory, since a copy from pageable memory synchronises.
inline Tensor upload(const Tensor& host, at::Device device) {
  if (device.is_cpu()) { return host; }
  return host.pin_memory().to(device, host.scalar_type(), /*non_blocking=*/true);
}

/// out = x Wᵀ (+ bias, where defined), written into `out` (rows, outputs), which may be a part of a
/// larger tensor. x (rows, in), weight (outputs, in), all of one dtype.
inline void product_out(Tensor out, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (bias.defined()) {
    at::addmm_out(out, bias, x, weight.t());
  } else {
    at::mm_out(out, x, weight.t());
  }
}

/// Calls f(first, count) for blocks of `block` of `rows` independent rows, on the CPU: blocks side
/// by side, each on one thread, so that what f makes stays in that core's cache. Which rows are in
/// a block does not depend on the number of threads.
template <class Function>
void for_row_blocks(int64_t rows, int64_t block, const Function& f) {
  const int64_t blocks = (rows + block - 1) / block;
  at::parallel_for(0, blocks, 1, [&](int64_t from, int64_t to) {
    const c10::InferenceMode inference;  // threads have each their own
    for (int64_t i = from; i < to; ++i) { f(i * block, std::min(block, rows - i * block)); }
  });
}

/// Rows of which `width` elements each fill a part of a core's cache.
inline int64_t cached_rows(int64_t width) {
  constexpr int64_t in_cache = int64_t{1} << 18;
  return std::max<int64_t>(1, in_cache / width);
}

}  // namespace bb
