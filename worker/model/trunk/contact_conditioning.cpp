#include "worker/model/trunk/contact_conditioning.h"

#include <algorithm>

namespace bb {

namespace {
// Classes of `contact_conditioning`: the first two have an encoding of their own, the others are
// one-hot inputs of the encoder.
constexpr int64_t unspecified = 0;
constexpr int64_t unselected = 1;
constexpr int64_t first_encoded = 2;
}  // namespace

ContactConditioning::ContactConditioning(const Weights& weights, Options options)
    : fourier_embedding_(weights["fourier_embedding"]),
      encoder_(weights["encoder"]),
      encoding_unspecified_(weights.take("encoding_unspecified", {encoder_.out_features()})),
      encoding_unselected_(weights.take("encoding_unselected", {encoder_.out_features()})),
      options_(options) {}

Tensor ContactConditioning::operator()(const Features& features) const {
  const Tensor& classes = features.contact_conditioning;  // (B, N, N)
  const bool constrained = std::ranges::any_of(
      features.layout, [](const ComplexLayout& one) { return one.has_contact_conditioning; });
  if (!constrained) {
    return encoding_unspecified_.expand({classes.size(0), classes.size(1), classes.size(2), -1});
  }
  const Tensor threshold = (features.contact_threshold - options_.cutoff_min) /
                           (options_.cutoff_max - options_.cutoff_min);  // (B, N, N)
  const int64_t encoded = encoder_.in_features() - 1 - encoder_.out_features();
  const Tensor one_hot =
      at::one_hot(classes, first_encoded + encoded).slice(-1, first_encoded).to(threshold);
  const Tensor input = at::cat(
      {one_hot, threshold.unsqueeze(-1), fourier_embedding_(threshold).to(threshold.scalar_type())},
      -1);  // (B, N, N, encoded + 1 + C_z)
  const Tensor is_unspecified = classes.eq(unspecified).unsqueeze(-1);
  const Tensor is_unselected = classes.eq(unselected).unsqueeze(-1);
  return at::where(is_unspecified, encoding_unspecified_,
                   at::where(is_unselected, encoding_unselected_, encoder_(input)));
}

}  // namespace bb
