#pragma once

#include <algorithm>

#include <ATen/Parallel.h>

#include "worker/model/core/tensor.h"

namespace bb {

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
