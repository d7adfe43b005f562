#include "worker/model/diffusion/rigid_align.h"

#include "worker/model/diffusion/optimal_rotation.h"

namespace bb {

Tensor weighted_rigid_align(const Tensor& mobile, const Tensor& target, const Tensor& weights) {
  // In float64 throughout: it costs nothing beside the network, and the rotation of a handful of
  // atoms (ions, small ligands) amplifies rounding.
  const Tensor weight = weights.unsqueeze(-1).to(at::kDouble);  // (…, N, 1)
  const Tensor moving = mobile.to(at::kDouble);
  const Tensor fixed = target.to(at::kDouble);
  const Tensor centroid = (fixed * weight).sum(-2, true);  // (…, 1, 3)
  const Tensor centred = moving - (moving * weight).sum(-2, true);
  const Tensor weighted = (fixed - centroid).mul_(weight);
  const Tensor covariance = at::matmul(weighted.transpose(-1, -2), centred);  // (…, 3, 3)
  const Tensor rotation = optimal_rotation(covariance);
  return at::matmul(centred, rotation.transpose(-1, -2)).add_(centroid).to(mobile.scalar_type());
}

Tensor normalised_weights(const Tensor& mask) { return mask / mask.sum(-1, true).clamp_min(1); }

}  // namespace bb
