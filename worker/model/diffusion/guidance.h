#pragma once

#include "worker/model/diffusion/contact_potential.h"
#include "worker/model/diffusion/template_potential.h"

namespace bb {

/// Steers the denoised structures towards what inputs say with `force: true`, by gradient descent
/// on a contact and a template potential, as Boltz-2 2.2.1 does by default. Complexes that force
/// nothing are left alone and cost nothing.
class Guidance {
 public:
  Guidance(const Features& features, at::ScalarType dtype);

  bool empty() const { return steered_.empty(); }

  /// Updates denoised (B, M, A, 3) Å in place. progress: 1 at the first step, near 0 at the last.
  void operator()(Tensor& denoised, double progress) const;

 private:
  struct Steered {
    int64_t complex = 0;
    int64_t padded_atoms = 0;
    std::optional<ContactPotential> contacts;
    std::optional<TemplatePotential> templates;
  };

  std::vector<Steered> steered_;
};

/// The reference's schedules, over the same progress; public for tests.
double contact_weight(double progress);
double contact_union_lambda(double progress);

}  // namespace bb
