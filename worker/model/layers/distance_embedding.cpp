#include "worker/model/layers/distance_embedding.h"

namespace bb {

Tensor token_distances(const Features& features, const Tensor& coordinates) {
  const Tensor atoms = features.rep_atom.unsqueeze(1).unsqueeze(-1).expand(
      {-1, coordinates.size(1), -1, 3});                               // (B, M, N, 3)
  const Tensor x = coordinates.gather(2, atoms);                       // (B, M, N, 3)
  return (x.unsqueeze(3) - x.unsqueeze(2)).square_().sum(-1).sqrt_();  // (B, M, N, N)
}

DistanceEmbedding::DistanceEmbedding(const Weights& module_weights)
    : boundaries_(module_weights.island().take("boundaries", {-1})),
      table_(module_weights.island().take("dist_bin_pairwise_embed.weight",
                                          {boundaries_.size(0) + 1, -1})) {}

Tensor DistanceEmbedding::operator()(const Tensor& distances) const {
  // The number of boundaries below the distance.
  const Tensor bins = at::bucketize(distances, boundaries_, /*out_int32=*/true, /*right=*/false);
  return at::embedding(table_, bins);
}

}  // namespace bb
