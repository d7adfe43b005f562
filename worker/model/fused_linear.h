#pragma once

#include <initializer_list>

#include "worker/model/weights.h"

namespace bb {

/// Several linear maps of one input as one product: its output is theirs side by side. Where some
/// have a bias, the others get zeros.
class FusedLinear {
 public:
  FusedLinear(const Weights& weights, std::initializer_list<std::string_view> names);

  Tensor operator()(const Tensor& x) const;  // (…, in) -> (…, Σ out)

  int64_t in_features() const { return weight_.size(1); }
  int64_t out_features() const { return weight_.size(0); }

 private:
  Tensor weight_;  // (Σ out, in)
  Tensor bias_;    // (Σ out); undefined where none has one
};

}  // namespace bb
