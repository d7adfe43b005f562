#include "worker/model/diffusion/contact_potential.h"

#include <limits>

namespace bb {

ContactPotential::ContactPotential(const ForcedContacts& contacts, at::Device device,
                                   at::ScalarType dtype)
    : pair_index_(contacts.pair_index.flatten().to(device)),
      union_index_(contacts.union_index.to(device)),
      // Once per run; the loop never asks the device.
      unions_(contacts.union_index.max().item<int64_t>() + 1) {
  const Tensor upper = contacts.negation_mask.to(device, at::kBool);
  const Tensor threshold = contacts.thresholds.to(device, dtype);
  direction_ = upper.to(dtype).mul_(2).sub_(1);
  // An infinite threshold bounds nothing, from either side.
  bounds_ =
      at::where(threshold.isinf(), std::numeric_limits<double>::infinity(), threshold * direction_)
          .to(dtype);
}

Tensor ContactPotential::gradient(const Tensor& coordinates, double union_lambda) const {
  constexpr double tiny = 1e-20;
  const int64_t samples = coordinates.size(0), pairs = union_index_.size(0);
  const Tensor ends = coordinates.index_select(1, pair_index_);                    // (M, 2P, 3)
  const Tensor offset = ends.narrow(1, 0, pairs) - ends.narrow(1, pairs, pairs);   // (M, P, 3)
  const Tensor distance = at::linalg_vector_norm(offset, 2, at::IntArrayRef{-1});  // (M, P)
  const Tensor unit = offset / distance.clamp_min(tiny).unsqueeze(-1);

  const Tensor energy = (distance * direction_ - bounds_).clamp_min_(0);  // (M, P)
  const Tensor slope = energy.gt(0).to(energy.scalar_type()).mul_(direction_);

  const Tensor index = union_index_.expand({samples, pairs});
  const auto per_union = [&](const Tensor& values) {  // sums over each union, back at its pairs
    return at::zeros({samples, unions_}, values.options())
        .scatter_add_(1, index, values)
        .gather(1, index);
  };
  Tensor weight = (energy * -union_lambda).exp_();
  const Tensor total = per_union(weight);
  weight = at::where(total.eq(0), 0.0, weight / total);  // (M, P)
  const Tensor mean = per_union(energy * weight);
  const Tensor pull = slope * weight * (energy - mean).mul_(union_lambda).add_(1);  // (M, P)

  const Tensor along = unit * pull.unsqueeze(-1);  // (M, P, 3)
  const Tensor atoms = pair_index_.view({1, -1, 1}).expand({samples, -1, 3});
  return at::zeros_like(coordinates).scatter_add_(1, atoms, at::cat({along, -along}, 1));
}

}  // namespace bb
