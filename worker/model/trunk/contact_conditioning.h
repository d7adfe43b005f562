#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/hyper_parameters.h"
#include "worker/model/layers/fourier_embedding.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Embedding of pocket and contact constraints, class by class, with their distance threshold.
class ContactConditioning {
 public:
  using Options = ContactConditioningOptions;

  ContactConditioning(const Weights& weights, Options options);

  Tensor operator()(const Features& features) const;  // (B, N, N, C_z)

 private:
  FourierEmbedding fourier_embedding_;
  Linear encoder_;
  Tensor encoding_unspecified_, encoding_unselected_;  // (C_z)
  Options options_;
};

}  // namespace bb
