#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// `mobile` moved as a rigid body onto `target`, minimising the weighted squared distance
/// (AlphaFold 3, Alg. 28). mobile and target (…, N, 3), weights (…, N), leading dimensions
/// broadcastable; weights must sum to 1 over N (`normalised_weights`).
Tensor weighted_rigid_align(const Tensor& mobile, const Tensor& target, const Tensor& weights);

/// mask (…, N) of 0 and 1 -> weights that sum to 1 over N, or are all 0 where the mask is empty.
Tensor normalised_weights(const Tensor& mask);

}  // namespace bb
