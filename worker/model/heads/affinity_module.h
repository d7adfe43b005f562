#pragma once

#include "worker/model/diffusion/pairwise_conditioning.h"
#include "worker/model/heads/affinity_heads.h"
#include "worker/model/layers/distance_embedding.h"
#include "worker/model/layers/pairformer.h"

namespace bb {

/// Binding affinity of a ligand from the trunk's pair representation and a predicted structure
/// (Boltz-2, "affinity module"). A float32 island as a whole.
class AffinityModule {
 public:
  explicit AffinityModule(const Weights& weights);

  /// s_inputs (B, N, C_s) of the affinity stage, z (B, N, N, C_z) zero outside `cross_pairs`
  /// (B, N, N), coordinates (B, A, 3) in Å of the one structure to judge.
  AffinityLogits operator()(const Features& features, const Tensor& s_inputs, const Tensor& z,
                            const Tensor& cross_pairs, const Tensor& coordinates) const;

 private:
  DistanceEmbedding distance_embedding_;
  Linear s_to_z_prod_in1_, s_to_z_prod_in2_;
  LayerNorm z_norm_;
  Linear z_linear_;
  PairwiseConditioning pairwise_conditioner_;
  PairformerNoSeqModule pairformer_stack_;
  AffinityHeads affinity_heads_;
};

}  // namespace bb
