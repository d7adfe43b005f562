#include "worker/model/trunk/template_module.h"

#include <algorithm>

namespace bb {

namespace {

constexpr int64_t flags = 5;  // Cβ mask, the three components of the unit vector, frame mask

/// Distances of pseudo-Cβ atoms as one-hot bins: cb (B, T, N, 3) -> (B, T, N, N, bins)
Tensor distogram(const Tensor& cb, int64_t bins, double min_dist, double max_dist) {
  const Tensor distance = at::linalg_vector_norm(cb.unsqueeze(3) - cb.unsqueeze(2), 2, -1);
  const Tensor boundaries = at::linspace(min_dist, max_dist, bins - 1, cb.options());
  const Tensor bin = distance.unsqueeze(-1).gt(boundaries).sum(-1);
  return at::one_hot(bin, bins).to(cb.scalar_type());
}

/// Direction from frame j to Cα i, in frame j: (B, T, N, N, 3). The reference normalises each
/// component by itself, which leaves the signs; its weights know nothing else.
Tensor unit_vectors(const Features& f) {
  const Tensor offset =
      f.template_ca.unsqueeze(3) - f.template_frame_t.unsqueeze(2);  // (…, i, j, 3)
  return at::einsum("btjxy,btijx->btijy", {f.template_frame_rot, offset}).sign_();
}

Tensor outer(const Tensor& mask) { return mask.unsqueeze(3) * mask.unsqueeze(2); }

}  // namespace

TemplateModule::TemplateModule(const Weights& weights, Options options)
    : z_norm_(weights["z_norm"]),
      v_norm_(weights["v_norm"]),
      z_proj_(weights["z_proj"], z_norm_.dim(), v_norm_.dim()),
      a_proj_(weights["a_proj"].island().take("weight", {v_norm_.dim(), -1})),
      u_proj_(weights["u_proj"], v_norm_.dim(), z_norm_.dim()),
      pairformer_(weights["pairformer"]),
      options_(options) {}

Tensor TemplateModule::embed(const Features& features) const {
  const bool any = std::ranges::any_of(features.layout,
                                       [](const ComplexLayout& one) { return one.has_templates; });
  if (!any) { return {}; }
  const Features& f = features;
  const int64_t geometry = a_proj_.size(1) - 2 * residue_types;
  const Tensor group = options_.by_visibility
                           ? f.visibility_ids
                           : f.asym_id.unsqueeze(1).expand(f.template_mask.sizes());  // (B, T, N)
  const Tensor visible = group.unsqueeze(3).eq(group.unsqueeze(2)).unsqueeze(-1);
  const Tensor pairs =
      at::cat({distogram(f.template_cb, geometry - flags, options_.min_dist, options_.max_dist),
               outer(f.template_mask_cb).unsqueeze(-1), unit_vectors(f),
               outer(f.template_mask_frame).unsqueeze(-1)},
              -1)
          .mul_(visible);  // (B, T, N, N, geometry)
  const Tensor weight_i = a_proj_.narrow(1, geometry, residue_types);
  const Tensor weight_j = a_proj_.narrow(1, geometry + residue_types, residue_types);
  return at::linear(pairs, a_proj_.narrow(1, 0, geometry))
      .add_(at::linear(f.template_restype, weight_i).unsqueeze(3))
      .add_(at::linear(f.template_restype, weight_j).unsqueeze(2));
}

Tensor TemplateModule::operator()(const Tensor& z, const Tensor& embedded, const Features& features,
                                  const PairMask& mask) const {
  const int64_t batch = embedded.size(0);
  const int64_t rows = embedded.size(1);
  const Tensor input =
      (embedded + z_proj_(z_norm_(z)).unsqueeze(1)).flatten(0, 1);  // (B·T, N, N, C_t)
  Tensor v = input.clone();
  pairformer_(v, PairMask{.pair = mask.pair.repeat_interleave(rows, 0),
                          .token = mask.token.repeat_interleave(rows, 0)});
  v = v_norm_(v.add_(input)).unflatten(0, {batch, rows});  // (B, T, N, N, C_t)

  const Tensor used = features.template_mask.ne(0).any(2).to(v.scalar_type());  // (B, T)
  const Tensor count = used.sum(1).clamp_min(1).view({batch, 1, 1, 1});
  const Tensor mean = (v * used.view({batch, rows, 1, 1, 1})).sum(1) / count;  // (B, N, N, C_t)
  return u_proj_(mean.relu());
}

}  // namespace bb
