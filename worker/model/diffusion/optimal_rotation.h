#pragma once

#include "worker/model/core/tensor.h"

namespace bb {

/// The proper rotation R that maximises tr(Rᵀ C) for C = Σ w p xᵀ, so that p ≈ R x: what a singular
/// value decomposition with the reflection fix (Kabsch) gives, found instead as the leading
/// eigenvector of a symmetric 4 × 4 matrix (Horn 1987), always in float64.
///
/// covariance (…, 3, 3) -> (…, 3, 3) in the same dtype. Never synchronises the host with a device,
/// unlike the library's decomposition. Where the rotation is not unique (fewer than three points,
/// or points on a line) one of the best is returned.
Tensor optimal_rotation(const Tensor& covariance);

/// The two ways to it, for tests: a loop on the host, and tensor operations on any device.
Tensor optimal_rotation_host(const Tensor& covariance);
Tensor optimal_rotation_device(const Tensor& covariance);

}  // namespace bb
