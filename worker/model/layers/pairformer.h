#pragma once

#include "worker/model/layers/attention_pair_bias.h"
#include "worker/model/layers/masks.h"
#include "worker/model/layers/transition.h"
#include "worker/model/layers/triangle_attention.h"
#include "worker/model/layers/triangle_multiplication.h"

namespace bb {

/// The pair track of one block, also used alone (templates, MSA, affinity).
class PairformerNoSeqLayer {
 public:
  explicit PairformerNoSeqLayer(const Weights& weights);

  /// Updates z (B, N, N, C_z), the float32 (float64) residual stream, in place.
  void operator()(Tensor& z, const PairMask& mask) const;

 private:
  TriangleMultiplication tri_mul_out_, tri_mul_in_;
  TriangleAttention tri_att_start_, tri_att_end_;
  Transition transition_z_;
};

/// One pairformer block (AlphaFold 3, Alg. 17). The single track is a float32 island.
class PairformerLayer {
 public:
  explicit PairformerLayer(const Weights& weights);

  /// Updates s (B, N, C_s) and z (B, N, N, C_z) in place.
  void operator()(Tensor& s, Tensor& z, const PairMask& mask) const;

 private:
  PairformerNoSeqLayer pair_track_;
  LayerNorm pre_norm_s_;
  AttentionPairBias attention_;
  Transition transition_s_;
};

/// A stack of blocks, as many as the checkpoint has under "layers".
template <class Layer>
class LayerStack {
 public:
  explicit LayerStack(const Weights& weights) {
    const Weights layers = weights["layers"];
    const int64_t count = layers.length();
    layers_.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) { layers_.emplace_back(layers[i]); }
  }

  template <class... Args>
  void operator()(Args&&... args) const {
    for (const Layer& layer : layers_) { layer(args...); }
  }

  const Layer& operator[](size_t index) const { return layers_.at(index); }
  size_t size() const { return layers_.size(); }

 private:
  std::vector<Layer> layers_;
};

using PairformerModule = LayerStack<PairformerLayer>;
using PairformerNoSeqModule = LayerStack<PairformerNoSeqLayer>;

}  // namespace bb
