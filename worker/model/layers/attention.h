#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// softmax(q kᵀ / √c + bias) v, through the library's fused kernels where they take the shapes.
///
/// q (…, Q, c), k and v (…, K, c), bias broadcastable to (…, Q, K); two leading dimensions (batch,
/// heads). The bias carries the masks as large negative numbers, never -inf, so that a row whose
/// keys are all masked gives finite numbers.
Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& bias);

}  // namespace bb
