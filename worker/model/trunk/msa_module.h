#pragma once

#include "worker/model/core/features.h"
#include "worker/model/layers/outer_product_mean.h"
#include "worker/model/layers/pair_weighted_averaging.h"
#include "worker/model/layers/pairformer.h"

namespace bb {

/// One block of the MSA module (AlphaFold 3, Alg. 8).
class MsaLayer {
 public:
  explicit MsaLayer(const Weights& weights);

  /// Updates z (B, N, N, C_z) and m (B, S, N, C_m) in place.
  void operator()(Tensor& z, Tensor& m, const PairMask& mask, const Tensor& msa_mask) const;

 private:
  PairWeightedAveraging pair_weighted_averaging_;
  Transition msa_transition_;
  OuterProductMean outer_product_mean_;
  PairformerNoSeqLayer pairformer_layer_;
};

/// Embeds the MSA and lets it speak to the pair representation.
class MsaModule {
 public:
  explicit MsaModule(const Weights& weights);

  /// The embedded MSA (B, S, N, C_m), the same for every recycling pass. s_inputs (B, N, C_s).
  Tensor embed(const Features& features, const Tensor& s_inputs) const;

  /// z (B, N, N, C_z) after the blocks, the input's residual included. m (B, S, N, C_m) is used up;
  /// msa_mask (B, S, N).
  Tensor operator()(const Tensor& z, Tensor m, const Tensor& msa_mask, const PairMask& mask) const;

 private:
  Linear s_proj_;
  Tensor msa_proj_;  // (33 + 2 or 3, C_m): the transposed weight
  LayerStack<MsaLayer> layers_;
};

}  // namespace bb
