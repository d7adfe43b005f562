#pragma once

#include "worker/model/core/weights.h"

namespace bb {

/// y = x Wᵀ (+ b). Computes in the dtype of its weights: the input is cast to it.
class Linear {
 public:
  /// Takes "weight" (out, in) and, where the checkpoint has one, "bias" (out). A size of -1 is
  /// read from the checkpoint.
  explicit Linear(const Weights& weights, int64_t in = -1, int64_t out = -1);

  /// Of parameters already taken; `bias` may be undefined.
  Linear(Tensor weight, Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

  Tensor operator()(const Tensor& x) const;  // (…, in) -> (…, out)

  /// The same, transposed: rows (R, in) -> (out, R).
  Tensor channels_first(const Tensor& rows) const;

  int64_t in_features() const { return weight_.size(1); }
  int64_t out_features() const { return weight_.size(0); }
  const Tensor& weight() const { return weight_; }
  const Tensor& bias() const { return bias_; }  // undefined where there is none

 private:
  Tensor weight_;  // (out, in)
  Tensor bias_;    // (out)
};

}  // namespace bb
