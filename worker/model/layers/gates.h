#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// x · sigmoid(logits), in the place of x: one pass on the CPU where `has_cpu_kernels`.
Tensor gate_(Tensor x, const Tensor& logits);

/// silu(a) · b, in the place of a: likewise.
Tensor swish_(Tensor a, const Tensor& b);

}  // namespace bb
