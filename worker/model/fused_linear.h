#pragma once

#include <initializer_list>

#include "worker/model/linear.h"

namespace bb {

/// Several linear maps of one input: its output is theirs side by side. One product where the
/// weights are joined (Weights::joins), else one each into its part of the output.
class FusedLinear {
 public:
  FusedLinear(const Weights& weights, std::initializer_list<std::string_view> names);

  Tensor operator()(const Tensor& x) const;  // (…, in) -> (…, Σ out)

 private:
  std::vector<Linear> parts_;  // where they are not joined
  Tensor weight_;              // (Σ out, in), where they are
  Tensor bias_;                // (Σ out); undefined where none has one
};

}  // namespace bb
