#pragma once

#include <functional>

#include "worker/model/diffusion/conditioned_transition.h"
#include "worker/model/diffusion/diffusion_attention.h"
#include "worker/model/diffusion/transformer_conditioning.h"

namespace bb {

/// One layer: adaptively normalised attention, then transition, each gated and added to `a`.
class DiffusionTransformerLayer {
 public:
  DiffusionTransformerLayer(const Weights& weights, AttentionKeys keys);

  /// Updates a (B, M, N, C) in place. `conditioning` is all layers', this one being `index`; bias
  /// (H, B, W, Q, K) is this layer's, with the mask of the keys.
  void operator()(Tensor& a, const LayerConditioning& conditioning, int64_t index,
                  const Tensor& bias) const;

 private:
  DiffusionAttention pair_bias_attn_;
  ConditionedTransitionBlock transition_;
};

/// The transformer of the diffusion module over tokens, or over atoms in windows (AlphaFold 3,
/// Alg. 23 and 7), of B complexes with M samples each. The samples share conditioning and bias.
class DiffusionTransformer {
 public:
  DiffusionTransformer(const Weights& weights, AttentionKeys keys);

  /// Told each layer's output; for tests.
  using Observer = std::function<void(size_t layer, const Tensor& a)>;

  LayerConditioning condition(const Tensor& s) const { return conditioning_(s); }  // (B, N, C_s)

  /// Updates a (B, M, N, C), the float32 (float64) residual stream, in place. bias
  /// (L·H, B, Q, K), or (L·H, B, W, 32, 128) over atoms, from `with_key_mask`.
  void operator()(Tensor& a, const LayerConditioning& conditioning, const Tensor& bias,
                  const Observer& observe = {}) const;

  int64_t depth() const { return static_cast<int64_t>(layers_.size()); }

 private:
  TransformerConditioning conditioning_;
  std::vector<DiffusionTransformerLayer> layers_;
  AttentionKeys keys_;
};

}  // namespace bb
