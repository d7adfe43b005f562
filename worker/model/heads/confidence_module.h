#pragma once

#include "worker/model/heads/confidence_heads.h"
#include "worker/model/layers/distance_embedding.h"
#include "worker/model/layers/pairformer.h"
#include "worker/model/trunk/input_pairs.h"

namespace bb {

/// Judges predicted structures (AlphaFold 3, Alg. 31): the trunk's representations and the
/// structure's distances go through a pairformer of their own, whose output the heads read.
class ConfidenceModule {
 public:
  struct Options {
    InputPairs::Options input_pairs;
    int64_t max_parallel_samples = 1;  // samples of each complex held at once; bounds the memory
    bool keep_logits = false;
    bool keep_latents = false;
  };

  /// What the pairformer starts from, but for the distances.
  struct Embedding {
    Tensor s;  // (B, N, C_s)
    Tensor z;  // (B, N, N, C_z)
  };

  /// Optional parts are built where the checkpoint has their parameters.
  ConfidenceModule(const Weights& weights, Options options);

  /// s_inputs and s (B, N, C_s), z (B, N, N, C_z), coordinates (B, M, A, 3) in Å,
  /// pdistogram_logits (B, N, N, 64) of the trunk.
  Confidence operator()(const Features& features, const Tensor& s_inputs, const Tensor& s,
                        const Tensor& z, const Tensor& coordinates,
                        const Tensor& pdistogram_logits) const;

  /// The part that all samples of a complex share.
  Embedding embed(const Features& features, const Tensor& s_inputs, const Tensor& s,
                  const Tensor& z) const;

 private:
  /// Outer product of two projections of the single representation.
  struct SingleToPairProduct {
    explicit SingleToPairProduct(const Weights& weights);
    Tensor operator()(const Tensor& s) const;  // (B, N, C_s) -> (B, N, N, C_z)

    Linear in1, in2, out;
  };

  DistanceEmbedding distance_embedding_;
  LayerNorm s_inputs_norm_, z_norm_;
  std::optional<LayerNorm> s_norm_;
  Linear s_to_z_, s_to_z_transpose_;
  std::optional<SingleToPairProduct> s_to_z_prod_;
  std::optional<Linear> s_input_to_s_;
  std::optional<InputPairs> input_pairs_;
  PairformerModule pairformer_stack_;
  ConfidenceHeads confidence_heads_;
  Options options_;
};

}  // namespace bb
