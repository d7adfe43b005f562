#include "worker/pipeline/unpack.h"

#include <cmath>
#include <limits>

#include <c10/util/Half.h>

namespace bb {

namespace {

Tensor on_host(const Tensor& tensor) {
  return tensor.defined() ? tensor.to(at::kCPU, at::kFloat) : tensor;
}

std::vector<float> list_of(const Tensor& tensor) {
  const Tensor flat = tensor.contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

bool all_finite(const std::vector<float>& numbers) {
  for (const float number : numbers) {
    if (!std::isfinite(number)) { return false; }
  }
  return true;
}

std::vector<uint16_t> halves(const std::vector<float>& values) {
  std::vector<uint16_t> out;
  out.reserve(values.size());
  for (const float value : values) { out.push_back(c10::Half(value).x); }
  return out;
}

Failure not_finite(std::string_view what) {
  return {.code = ErrorCode::not_finite,
          .message = "the model gave NaN or infinity in " + std::string(what) +
                     ". A wider --compute-dtype or --matmul-precision highest may help"};
}

}  // namespace

StructureOutcome unpack_structure(const Prediction& prediction, const ComplexLayout& layout,
                                  int64_t index, const ModelSettings& settings) {
  const Confidence& scores = prediction.confidence;
  const int64_t tokens = layout.tokens, atoms = layout.atoms;
  const auto chains = static_cast<int64_t>(layout.chains.size());
  StructureResult out;
  const auto per_sample = [&](const Tensor& batch) { return list_of(batch[index]); };
  const auto cut = [&](const Tensor& batch, std::initializer_list<int64_t> axes, int64_t size) {
    Tensor one = batch[index];
    for (const int64_t axis : axes) { one = one.narrow(axis, 0, size); }
    return list_of(one);
  };
  out.confidence_score = per_sample(scores.confidence_score);
  out.ptm = per_sample(scores.ptm);
  out.iptm = per_sample(scores.iptm);
  out.ligand_iptm = per_sample(scores.ligand_iptm);
  out.protein_iptm = per_sample(scores.protein_iptm);
  out.complex_plddt = per_sample(scores.complex_plddt);
  out.complex_iplddt = per_sample(scores.complex_iplddt);
  out.complex_pde = per_sample(scores.complex_pde);
  out.complex_ipde = per_sample(scores.complex_ipde);
  out.coordinates = cut(prediction.coordinates, {1}, atoms);
  out.plddt = cut(scores.plddt, {1}, tokens);
  out.pair_chains_iptm = cut(scores.pair_chains_iptm, {1, 2}, chains);
  std::vector<float> pae, pde;
  if (settings.keep_pae) { pae = cut(scores.pae, {1, 2}, tokens); }
  if (settings.keep_pde) { pde = cut(scores.pde, {1, 2}, tokens); }
  if (settings.keep_embeddings) {
    out.s = cut(prediction.trunk.s, {0}, tokens);
    out.z = cut(prediction.trunk.z, {0, 1}, tokens);
  }

  if (!all_finite(out.coordinates)) { return not_finite("the coordinates"); }
  if (!all_finite(out.plddt)) { return not_finite("pLDDT"); }
  for (const auto score : structure_scores) {
    // A single token has no pairs, and so no complex_pde.
    if (score == &StructureResult::complex_pde && tokens <= 1) { continue; }
    if (!all_finite(out.*score)) { return not_finite("the scores"); }
  }
  for (const auto* list : {&out.pair_chains_iptm, &pae, &pde}) {
    if (!all_finite(*list)) { return not_finite("the scores"); }
  }
  out.pae = halves(pae);
  out.pde = halves(pde);
  return out;
}

AffinityOutcome unpack_affinity(const AffinityPrediction& affinity, int64_t index) {
  const auto value = [&](const Tensor& batch) {
    return batch.defined() ? batch.flatten()[index].item<float>()
                           : std::numeric_limits<float>::quiet_NaN();
  };
  const AffinityResult out{.pred_value = value(affinity.affinity_pred_value),
                           .probability_binary = value(affinity.affinity_probability_binary),
                           .pred_value1 = value(affinity.affinity_pred_value1),
                           .probability_binary1 = value(affinity.affinity_probability_binary1),
                           .pred_value2 = value(affinity.affinity_pred_value2),
                           .probability_binary2 = value(affinity.affinity_probability_binary2)};
  if (!std::isfinite(out.pred_value) || !std::isfinite(out.probability_binary)) {
    return not_finite("the affinity");
  }
  return out;
}

Prediction to_host(const Prediction& prediction, const ModelSettings& settings) {
  Prediction out;
  out.coordinates = on_host(prediction.coordinates);
  const Confidence& from = prediction.confidence;
  for (Tensor Confidence::*field :
       {&Confidence::plddt, &Confidence::complex_plddt, &Confidence::complex_iplddt,
        &Confidence::complex_pde, &Confidence::complex_ipde, &Confidence::ptm, &Confidence::iptm,
        &Confidence::ligand_iptm, &Confidence::protein_iptm, &Confidence::pair_chains_iptm,
        &Confidence::confidence_score}) {
    out.confidence.*field = on_host(from.*field);
  }
  if (settings.keep_pae) { out.confidence.pae = on_host(from.pae); }
  if (settings.keep_pde) { out.confidence.pde = on_host(from.pde); }
  if (settings.keep_embeddings) {
    out.trunk.s = on_host(prediction.trunk.s);
    out.trunk.z = on_host(prediction.trunk.z);
  }
  if (prediction.affinity) {
    const AffinityPrediction& affinity = *prediction.affinity;
    out.affinity = {.affinity_pred_value = on_host(affinity.affinity_pred_value),
                    .affinity_probability_binary = on_host(affinity.affinity_probability_binary),
                    .affinity_pred_value1 = on_host(affinity.affinity_pred_value1),
                    .affinity_probability_binary1 = on_host(affinity.affinity_probability_binary1),
                    .affinity_pred_value2 = on_host(affinity.affinity_pred_value2),
                    .affinity_probability_binary2 = on_host(affinity.affinity_probability_binary2)};
  }
  return out;
}

}  // namespace bb
