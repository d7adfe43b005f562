#include "worker/model/heads/affinity_module.h"

namespace bb {

AffinityModule::AffinityModule(const Weights& weights)
    : distance_embedding_(weights),
      s_to_z_prod_in1_(weights.island()["s_to_z_prod_in1"]),
      s_to_z_prod_in2_(weights.island()["s_to_z_prod_in2"], s_to_z_prod_in1_.in_features(),
                       s_to_z_prod_in1_.out_features()),
      z_norm_(weights.island()["z_norm"]),
      z_linear_(weights.island()["z_linear"], z_norm_.dim(), s_to_z_prod_in1_.out_features()),
      pairwise_conditioner_(weights.island()["pairwise_conditioner"]),
      pairformer_stack_(weights.island()["pairformer_stack"]),
      affinity_heads_(weights.island()["affinity_heads"]) {}

AffinityLogits AffinityModule::operator()(const Features& features, const Tensor& s_inputs,
                                          const Tensor& z, const Tensor& cross_pairs,
                                          const Tensor& coordinates) const {
  Tensor pair = z_linear_(z_norm_(z));  // (B, N, N, C_z)
  pair.add_(s_to_z_prod_in1_(s_inputs).unsqueeze(2));
  pair.add_(s_to_z_prod_in2_(s_inputs).unsqueeze(1));
  const Tensor distances =
      token_distances(features, coordinates.to(pair.scalar_type()).unsqueeze(1)).squeeze(1);
  pair.add_(pairwise_conditioner_(pair, distance_embedding_(distances)));

  // No outer product of token masks: the mask leaves out protein-protein pairs.
  pairformer_stack_(pair, PairMask{.pair = cross_pairs, .token = {}});
  return affinity_heads_(pair, cross_pairs);
}

}  // namespace bb
