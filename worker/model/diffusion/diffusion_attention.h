#pragma once

#include "worker/model/layers/fused_linear.h"
#include "worker/model/layers/linear.h"

namespace bb {

/// Which keys a query of a diffusion transformer sees.
enum class AttentionKeys : uint8_t {
  all,      // every token of the complex
  windows,  // the 128 atoms around the 32 of the query's window
};

/// Gated self-attention with a pair bias computed beforehand (AlphaFold 3, Alg. 24), of several
/// samples that share their bias. Logits and softmax are float32 (float64) whatever the products'
/// dtype.
class DiffusionAttention {
 public:
  DiffusionAttention(const Weights& weights, AttentionKeys keys);

  /// a (B, M, N, C) normalised; bias (H, B, W, Q, K) with the keys' mask, where W·Q = N; W = 1 and
  /// Q = K = N with AttentionKeys::all -> (B, M, N, C), gated
  Tensor operator()(const Tensor& a, const Tensor& bias) const;

 private:
  Tensor on_cpu(const Tensor& a, const Tensor& bias) const;

  FusedLinear proj_qkvg_;
  Linear proj_o_;
  AttentionKeys keys_;
};

}  // namespace bb
