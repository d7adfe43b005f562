#include "worker/model/diffusion/template_potential.h"

#include <limits>

#include "worker/model/diffusion/rigid_align.h"

namespace bb {

TemplatePotential::TemplatePotential(const Features& features, int64_t complex,
                                     at::ScalarType dtype) {
  const ComplexLayout& layout = features.layout[static_cast<size_t>(complex)];
  const Tensor rows =
      at::tensor(at::ArrayRef<int64_t>(layout.forced_templates), features.atom_to_token.options());
  const auto forced = [&](const Tensor& values) {
    return values.select(0, complex).index_select(0, rows).to(dtype);
  };
  reference_ = forced(features.template_cb).narrow(1, 0, layout.tokens);
  mask_ = forced(features.template_mask_cb).narrow(1, 0, layout.tokens);
  weights_ = normalised_weights(mask_);
  const Tensor threshold = forced(features.template_force_threshold).unsqueeze(1);  // (F, 1)
  bounds_ = at::where(mask_.eq(0), std::numeric_limits<double>::infinity(), threshold).to(dtype);
  rep_atom_ = features.rep_atom.select(0, complex).narrow(0, 0, layout.tokens);
  atom_to_token_ = features.atom_to_token.select(0, complex).narrow(0, 0, layout.padded_atoms);
}

Tensor TemplatePotential::gradient(const Tensor& coordinates) const {
  constexpr double tiny = 1e-20;
  const Tensor tokens = coordinates.index_select(1, rep_atom_).unsqueeze(1);  // (M, 1, N, 3)
  const Tensor aligned = weighted_rigid_align(reference_, tokens, weights_);  // (M, F, N, 3)
  const Tensor offset = tokens - aligned;
  const Tensor distance = at::linalg_vector_norm(offset, 2, at::IntArrayRef{-1});  // (M, F, N)
  const Tensor outside = distance.gt(bounds_).to(distance.scalar_type());
  // Of several forced templates the reference takes how many a token is away from, and the
  // direction to the first: its scatter reads only the first template's rows.
  const Tensor pull =
      outside.sum(1).mul_(mask_.select(0, 0)) / distance.select(1, 0).clamp_min(tiny);  // (M, N)
  const Tensor per_token = offset.select(1, 0) * pull.unsqueeze(-1);                    // (M, N, 3)
  return per_token.index_select(1, atom_to_token_);                                     // (M, A, 3)
}

}  // namespace bb
