#include "worker/model/trunk/relative_position.h"

#include <algorithm>

namespace bb {

namespace {
constexpr int64_t r_max = 32;
constexpr int64_t s_max = 2;
constexpr int64_t position_classes =
    2 * r_max + 2;  // the last one: not in the same chain (residue)
constexpr int64_t chain_classes = 2 * s_max + 2;
constexpr double no_period = 10000;  // the reference's stand-in for chains that are not cyclic

Tensor pairwise_difference(const Tensor& index) {
  return index.unsqueeze(2) - index.unsqueeze(1);  // (B, N, N)
}

Tensor pairwise_equal(const Tensor& id) { return id.unsqueeze(2).eq(id.unsqueeze(1)); }

Tensor clipped(const Tensor& offset, int64_t max) { return (offset + max).clamp(0, 2 * max); }

/// Residue offsets, the shorter way round in cyclic chains. As in the reference, every chain of a
/// complex that has a cyclic one is wrapped, the others with a period of 10000 residues.
Tensor residue_offset(const Features& features, bool cyclic_pos_enc) {
  const Tensor offset = pairwise_difference(features.residue_index);
  const bool cyclic =
      std::ranges::any_of(features.layout, [](const ComplexLayout& one) { return one.cyclic; });
  if (!cyclic_pos_enc || !cyclic) { return offset; }
  const Tensor& given = features.cyclic_period;                                  // (B, N)
  const Tensor period = given.masked_fill(given.le(0), no_period).unsqueeze(1);  // (B, 1, N)
  const Tensor wrapped = (offset - period * at::round(offset / period)).to(at::kLong);
  const Tensor complex_is_cyclic = given.gt(0).any(1).view({-1, 1, 1});
  return at::where(complex_is_cyclic, wrapped, offset);
}

}  // namespace

RelativePositionEncoder::RelativePositionEncoder(const Weights& weights, Options options)
    : table_(weights["linear_layer"]
                 .island()
                 .take("weight", {-1, 2 * position_classes + 1 + chain_classes})
                 .t()
                 .contiguous()),
      options_(options) {}

Tensor RelativePositionEncoder::operator()(const Features& features) const {
  const Tensor same_chain = pairwise_equal(features.asym_id);  // (B, N, N)
  const Tensor same_residue = pairwise_equal(features.residue_index);
  const Tensor same_entity = pairwise_equal(features.entity_id);

  const Tensor residue = clipped(residue_offset(features, options_.cyclic_pos_enc), r_max)
                             .masked_fill(same_chain.logical_not(), position_classes - 1);
  const Tensor token =
      clipped(pairwise_difference(features.token_index), r_max)
          .masked_fill((same_chain & same_residue).logical_not(), position_classes - 1);
  const Tensor unrelated = options_.fix_sym_check ? same_entity.logical_not() : same_chain;
  const Tensor chain = clipped(pairwise_difference(features.sym_id), s_max)
                           .masked_fill(unrelated, chain_classes - 1);

  // The product with concatenated one-hots is a sum of table rows.
  constexpr int64_t entity_row = 2 * position_classes;
  const Tensor residue_rows = table_.narrow(0, 0, position_classes);
  const Tensor token_rows = table_.narrow(0, position_classes, position_classes);
  const Tensor chain_rows = table_.narrow(0, entity_row + 1, chain_classes);
  Tensor encoding = at::embedding(residue_rows, residue);  // (B, N, N, C_z)
  encoding.add_(at::embedding(token_rows, token));
  encoding.add_(at::embedding(chain_rows, chain));
  encoding.add_(same_entity.unsqueeze(-1).to(encoding.scalar_type()) * table_[entity_row]);
  return encoding;
}

}  // namespace bb
