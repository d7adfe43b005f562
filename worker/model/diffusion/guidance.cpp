#include "worker/model/diffusion/guidance.h"

#include <cmath>

namespace bb {

namespace {

constexpr int descent_steps = 20;
constexpr int contact_interval = 4;  // descent steps from one evaluation to the next
constexpr int template_interval = 2;
constexpr double template_weight = 0.1;

}  // namespace

double contact_weight(double progress) {
  if (progress > 0.75) { return 1.0; }
  return progress > 0.25 ? 0.5 : 0.0;
}

double contact_union_lambda(double progress) {
  constexpr double start = 8, end = 0, alpha = -2;
  return start + (end - start) * std::expm1(alpha * progress) / std::expm1(alpha);
}

Guidance::Guidance(const Features& features, at::ScalarType dtype) {
  for (int64_t i = 0; i < features.batch(); ++i) {
    const ComplexLayout& layout = features.layout[static_cast<size_t>(i)];
    Steered one{.complex = i, .padded_atoms = layout.padded_atoms, .contacts = {}, .templates = {}};
    const Tensor& pairs = layout.contacts.pair_index;
    if (pairs.defined() && pairs.size(1) > 0) {
      one.contacts.emplace(layout.contacts, features.atom_mask.device(), dtype);
    }
    if (!layout.forced_templates.empty()) { one.templates.emplace(features, i, dtype); }
    if (one.contacts || one.templates) { steered_.push_back(std::move(one)); }
  }
}

void Guidance::operator()(Tensor& denoised, double progress) const {
  const double weight = contact_weight(progress);
  const double lambda = contact_union_lambda(progress);
  for (const Steered& one : steered_) {
    Tensor target = denoised.select(0, one.complex).narrow(1, 0, one.padded_atoms);  // (M, A_b, 3)
    Tensor update = at::zeros_like(target);
    for (int i = 0; i < descent_steps; ++i) {
      const bool pull_contacts = one.contacts && weight > 0 && i % contact_interval == 0;
      const bool pull_templates = one.templates && i % template_interval == 0;
      if (!pull_contacts && !pull_templates) { continue; }
      const Tensor at = target + update;  // both potentials see the same coordinates
      if (pull_contacts) { update.sub_(one.contacts->gradient(at, lambda), weight); }
      if (pull_templates) { update.sub_(one.templates->gradient(at), template_weight); }
    }
    target.add_(update);
  }
}

}  // namespace bb
