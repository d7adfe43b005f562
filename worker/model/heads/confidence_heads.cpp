#include "worker/model/heads/confidence_heads.h"

#include "worker/model/heads/ptm.h"

namespace bb {

namespace {

constexpr double max_pair_error = 32.0;     // Å, end of the last bin of pae and pde
constexpr int64_t contact_bins = 20;        // first bins of the distogram that are contacts
constexpr double interface_distance = 8.0;  // Å between tokens of different chains
constexpr double ligand_weight = 20, interface_weight = 10, other_weight = 1;  // in complex_iplddt
constexpr double weight_epsilon = 1e-5;

std::string first_head(const Weights& weights, const std::string& property) {
  const std::string intra = "to_" + property + "_intra_logits";
  return weights.has(intra) ? intra : "to_" + property + "_logits";
}

const Weights& require_token_level(const Weights& weights) {
  if (weights.size("to_resolved_logits.weight", 0) != 2) {
    throw WeightsError("'" + weights.prefix() + "to_resolved_logits.weight' has " +
                       std::to_string(weights.size("to_resolved_logits.weight", 0)) +
                       " rows where 2 are needed: this checkpoint was made with "
                       "token_level_confidence=false (confidence per atom), which is not "
                       "supported; Boltz-2 as published has confidence per token");
  }
  return weights;
}

/// The mean over the bins' centres, bins (last dimension) being of equal width from 0 to `end`.
Tensor expected_value(const Tensor& probabilities, double end) {
  const int64_t bins = probabilities.size(-1);
  const Tensor centres = at::arange(bins, probabilities.options())
                             .add_(0.5)
                             .mul_(end / static_cast<double>(bins));  // (bins)
  return (probabilities * centres).sum(-1);
}

Tensor weighted_mean(const Tensor& values, const Tensor& weights, at::IntArrayRef dims,
                     double epsilon = 0) {
  return (values * weights).sum(dims) / (weights.sum(dims) + epsilon);
}

/// Weight of each token in complex_iplddt, (B, K, N): ligands and interfaces count more.
Tensor interface_weights(const Tensor& distances, const ConfidenceHeads::Context& context) {
  const Tensor contact = distances.lt(interface_distance)
                             .logical_and_(context.same_chain.logical_not())
                             .logical_and_(context.token_mask.unsqueeze(2).to(at::kBool));
  const Tensor at_interface = contact.any(-1);  // (B, K, N)
  const Tensor polymer = at::where(at_interface, interface_weight, other_weight);
  return at::where(context.is_ligand.to(at::kBool), ligand_weight, polymer)
      .to(distances.scalar_type());
}

}  // namespace

PairHead::PairHead(const Weights& heads_weights, const std::string& property)
    : intra_(heads_weights[first_head(heads_weights, property)]),
      result_dtype_(heads_weights.island().dtype()) {
  const std::string inter = "to_" + property + "_inter_logits";
  if (heads_weights.has(inter)) {
    inter_.emplace(heads_weights[inter], intra_.in_features(), intra_.out_features());
  }
}

Tensor PairHead::operator()(const Tensor& z, const Tensor& same_chain) const {
  const Tensor intra = intra_(z);  // (B, K, N, N, bins)
  if (!inter_) { return intra.to(result_dtype_); }
  return at::where(same_chain.unsqueeze(-1), intra, (*inter_)(z)).to(result_dtype_);
}

ConfidenceHeads::Context ConfidenceHeads::Context::of(const Features& features,
                                                      const Tensor& pdistogram_logits) {
  const Tensor& mask = features.token_mask;
  const auto dtype = mask.scalar_type();
  const Tensor same_chain = features.asym_id.unsqueeze(2) == features.asym_id.unsqueeze(1);
  const Tensor contact = at::softmax(pdistogram_logits.to(dtype), -1)
                             .narrow(-1, 0, contact_bins)
                             .sum(-1);                             // (B, N, N)
  const Tensor pair_mask = mask.unsqueeze(2) * mask.unsqueeze(1);  // (B, N, N)
  const Tensor off_diagonal = 1 - at::eye(features.tokens(), mask.options());
  return {
      .token_mask = mask.unsqueeze(1),
      .is_ligand =
          features.mol_type.eq(static_cast<int64_t>(MolType::nonpolymer)).to(dtype).unsqueeze(1),
      .same_chain = same_chain.unsqueeze(1),
      .pde_weight = (contact * pair_mask * off_diagonal).unsqueeze(1),
      .chains = ChainIndex::of(features)};
}

ConfidenceHeads::ConfidenceHeads(const Weights& weights)
    : pae_(require_token_level(weights), "pae"),
      pde_(weights, "pde"),
      to_plddt_logits_(weights["to_plddt_logits"]),
      to_resolved_logits_(weights["to_resolved_logits"], to_plddt_logits_.in_features(), 2) {}

Confidence ConfidenceHeads::operator()(const Tensor& s, const Tensor& z, const Tensor& distances,
                                       const Tensor& frame_mask, const Context& context) const {
  const auto dtype = s.scalar_type();
  Confidence out;
  out.plddt_logits = to_plddt_logits_(s).to(dtype);                    // (B, K, N, 50)
  out.resolved_logits = to_resolved_logits_(s).to(dtype);              // (B, K, N, 2)
  out.plddt = expected_value(at::softmax(out.plddt_logits, -1), 1.0);  // (B, K, N)
  out.complex_plddt = weighted_mean(out.plddt, context.token_mask, {-1});
  out.complex_iplddt =
      weighted_mean(out.plddt, context.token_mask * interface_weights(distances, context), {-1});

  out.pde_logits = pde_(z + z.transpose(2, 3), context.same_chain);  // (B, K, N, N, 64)
  out.pde = expected_value(at::softmax(out.pde_logits, -1), max_pair_error);
  const Tensor between_chains =
      context.pde_weight.masked_fill(context.same_chain, 0);  // (B, 1, N, N)
  out.complex_pde = weighted_mean(out.pde, context.pde_weight, {-2, -1});
  out.complex_ipde = weighted_mean(out.pde, between_chains, {-2, -1}, weight_epsilon);

  out.pae_logits = pae_(z, context.same_chain);  // (B, K, N, N, 64)
  const Tensor probabilities = at::softmax(out.pae_logits, -1);
  out.pae = expected_value(probabilities, max_pair_error);
  const Tensor kernel = tm_kernel(context.token_mask.sum({1, 2}), probabilities.size(-1))
                            .view({-1, 1, 1, 1, probabilities.size(-1)});  // (B, 1, 1, 1, 64)
  const Tensor expected_tm = (probabilities * kernel).sum(-1);             // (B, K, N, N)
  TmScores tm = tm_scores(expected_tm, frame_mask, context.token_mask.squeeze(1), context.chains);
  out.ptm = std::move(tm.ptm);
  out.iptm = std::move(tm.iptm);
  out.ligand_iptm = std::move(tm.ligand_iptm);
  out.protein_iptm = std::move(tm.protein_iptm);
  out.pair_chains_iptm = std::move(tm.pair_chains_iptm);
  return out;
}

}  // namespace bb
