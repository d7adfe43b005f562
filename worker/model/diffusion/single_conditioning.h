#pragma once

#include "worker/model/layers/fourier_embedding.h"
#include "worker/model/layers/transition.h"

namespace bb {

/// Single conditioning of the score model (AlphaFold 3, Alg. 21, lines 6 to 11), cut where time
/// enters: the trunk's part once per run, all noise levels' embeddings at once, the rest per step.
class SingleConditioning {
 public:
  explicit SingleConditioning(const Weights& weights);

  Tensor embed_trunk(const Tensor& s_trunk, const Tensor& s_inputs) const;  // -> (B, N, 2C_s)

  /// times (S) -> (S, C_fourier), normalised
  Tensor embed_times(const Tensor& times) const;

  /// (S, C_fourier) -> (S, 2C_s)
  Tensor project_times(const Tensor& embedded) const { return fourier_to_single_(embedded); }

  /// trunk (B, N, 2C_s), time (2C_s) one step's projected time -> (B, N, 2C_s)
  Tensor operator()(const Tensor& trunk, const Tensor& time) const;

 private:
  LayerNorm norm_single_;
  Linear single_embed_;
  FourierEmbedding fourier_embed_;
  LayerNorm norm_fourier_;
  Linear fourier_to_single_;
  std::vector<Transition> transitions_;
};

}  // namespace bb
