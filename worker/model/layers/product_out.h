#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// out = x Wᵀ (+ bias, where defined), written into `out` (rows, outputs), which may be a part of a
/// larger tensor. x (rows, in), weight (outputs, in), all of one dtype.
inline void product_out(Tensor out, const Tensor& x, const Tensor& weight, const Tensor& bias) {
  if (bias.defined()) {
    at::addmm_out(out, bias, x, weight.t());
  } else {
    at::mm_out(out, x, weight.t());
  }
}

}  // namespace bb
