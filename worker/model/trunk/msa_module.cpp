#include "worker/model/trunk/msa_module.h"

#include <algorithm>

namespace bb {

namespace {
// MSA rows are independent of each other within a block but for the outer product: they are
// updated in blocks of about this many elements of m.
constexpr int64_t update_block = int64_t{1} << 24;

constexpr int64_t deletion_row = residue_types;
constexpr int64_t deletion_value_row = residue_types + 1;
constexpr int64_t paired_row = residue_types + 2;
}  // namespace

MsaLayer::MsaLayer(const Weights& weights)
    : pair_weighted_averaging_(weights["pair_weighted_averaging"]),
      msa_transition_(weights["msa_transition"]),
      outer_product_mean_(weights["outer_product_mean"]),
      pairformer_layer_(weights["pairformer_layer"]) {}

void MsaLayer::operator()(Tensor& z, Tensor& m, const PairMask& mask,
                          const Tensor& msa_mask) const {
  const Tensor pair_weights = pair_weighted_averaging_.pair_weights(z, mask.token);
  const int64_t rows = m.size(1);
  const int64_t block = std::clamp<int64_t>(update_block * rows / m.numel(), 1, rows);
  for (int64_t first = 0; first < rows; first += block) {
    Tensor part = m.narrow(1, first, std::min(block, rows - first));  // (B, s, N, C_m)
    part.add_(pair_weighted_averaging_(part, pair_weights));
    part.add_(msa_transition_(part));
  }
  z.add_(outer_product_mean_(m, msa_mask));
  pairformer_layer_(z, mask);
}

MsaModule::MsaModule(const Weights& weights)
    : s_proj_(weights["s_proj"]),
      msa_proj_(weights["msa_proj"]
                    .island()
                    .take("weight", {s_proj_.out_features(), -1})
                    .t()
                    .contiguous()),
      layers_(weights) {
  if (msa_proj_.size(0) != paired_row && msa_proj_.size(0) != paired_row + 1) {
    throw WeightsError("parameter '" + weights.prefix() + "msa_proj.weight' has " +
                       std::to_string(msa_proj_.size(0)) +
                       " columns where the MSA features are 35 (36 with pairing)");
  }
}

Tensor MsaModule::embed(const Features& features, const Tensor& s_inputs) const {
  // The product with one-hot rows and three flags is a sum of table rows.
  Tensor m = at::embedding(msa_proj_.narrow(0, 0, residue_types), features.msa);  // (B, S, N, C_m)
  m.addcmul_(features.has_deletion.unsqueeze(-1), msa_proj_[deletion_row]);
  m.addcmul_(features.deletion_value.unsqueeze(-1), msa_proj_[deletion_value_row]);
  if (msa_proj_.size(0) > paired_row) {
    m.addcmul_(features.msa_paired.unsqueeze(-1), msa_proj_[paired_row]);
  }
  return m.add_(s_proj_(s_inputs).unsqueeze(1));
}

Tensor MsaModule::operator()(const Tensor& z, Tensor m, const Tensor& msa_mask,
                             const PairMask& mask) const {
  Tensor updated = z.clone();
  layers_(updated, m, mask, msa_mask);
  return updated;
}

}  // namespace bb
