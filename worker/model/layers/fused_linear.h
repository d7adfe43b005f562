#pragma once

#include <initializer_list>

#include "worker/model/layers/linear.h"

namespace bb {

/// Several linear maps of one input: its output is theirs side by side. One product where the
/// weights are joined (Weights::joins), else one each into its part of the output.
class FusedLinear {
 public:
  FusedLinear(const Weights& weights, std::initializer_list<std::string_view> names);

  Tensor operator()(const Tensor& x) const;  // (…, in) -> (…, Σ out)

  /// One of the maps, in the order of their names.
  const Linear& part(size_t index) const { return parts_[index]; }

 private:
  std::vector<Linear> parts_;  // views of the joined weights, where they are joined
  Tensor weight_;              // (Σ out, in), where they are
  Tensor bias_;                // (Σ out); undefined where none has one
};

}  // namespace bb
