#pragma once

#include "worker/model/layers/linear.h"

namespace bb {

/// cos(2π (w t + b)) with fixed random w and b (AlphaFold 3, Alg. 22).
class FourierEmbedding {
 public:
  explicit FourierEmbedding(const Weights& weights);

  Tensor operator()(const Tensor& t) const;  // (…) -> (…, C)

 private:
  Linear proj_;
};

}  // namespace bb
