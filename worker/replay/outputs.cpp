#include "worker/replay/outputs.h"

namespace bb::replay {

namespace {

/// Complex `index` of a batch, the given axes of what remains cut to `tokens`.
Tensor cut(const Tensor& batch, int64_t index, int64_t tokens,
           std::initializer_list<int64_t> axes) {
  Tensor one = batch[index];
  for (const int64_t axis : axes) { one = one.narrow(axis, 0, tokens); }
  return one;
}

void add_confidence(const Confidence& confidence, const ComplexLayout& layout, int64_t index,
                    TensorMap& out) {
  const int64_t tokens = layout.tokens;
  const auto add = [&](const char* name, const Tensor& batch,
                       std::initializer_list<int64_t> token_axes) {
    if (batch.defined()) { out[name] = cut(batch, index, tokens, token_axes); }
  };
  add("out.plddt", confidence.plddt, {1});
  add("out.pae", confidence.pae, {1, 2});
  add("out.pde", confidence.pde, {1, 2});
  add("out.plddt_logits", confidence.plddt_logits, {1});
  add("out.resolved_logits", confidence.resolved_logits, {1});
  add("out.pae_logits", confidence.pae_logits, {1, 2});
  add("out.pde_logits", confidence.pde_logits, {1, 2});
  add("out.complex_plddt", confidence.complex_plddt, {});
  add("out.complex_iplddt", confidence.complex_iplddt, {});
  add("out.complex_pde", confidence.complex_pde, {});
  add("out.complex_ipde", confidence.complex_ipde, {});
  add("out.ptm", confidence.ptm, {});
  add("out.iptm", confidence.iptm, {});
  add("out.ligand_iptm", confidence.ligand_iptm, {});
  add("out.protein_iptm", confidence.protein_iptm, {});
  add("out.confidence_score", confidence.confidence_score, {});
  for (size_t i = 0; i < layout.chains.size(); ++i) {
    for (size_t j = 0; j < layout.chains.size(); ++j) {
      const std::string name = "out.pair_chains_iptm." + std::to_string(layout.chains[i].asym_id) +
                               "." + std::to_string(layout.chains[j].asym_id);
      out[name] = confidence.pair_chains_iptm[index]
                      .select(1, static_cast<int64_t>(i))
                      .select(1, static_cast<int64_t>(j));  // (M)
    }
  }
}

void add_affinity(const AffinityPrediction& affinity, int64_t index, TensorMap& out) {
  const auto add = [&](const char* name, const Tensor& batch) {
    if (batch.defined()) { out[name] = batch[index].view({1, 1}); }
  };
  add("out.affinity_pred_value", affinity.affinity_pred_value);
  add("out.affinity_probability_binary", affinity.affinity_probability_binary);
  add("out.affinity_pred_value1", affinity.affinity_pred_value1);
  add("out.affinity_probability_binary1", affinity.affinity_probability_binary1);
  add("out.affinity_pred_value2", affinity.affinity_pred_value2);
  add("out.affinity_probability_binary2", affinity.affinity_probability_binary2);
}

}  // namespace

TensorMap named_outputs(const Prediction& prediction, const Features& features, int64_t index) {
  const ComplexLayout& layout = features.layout.at(static_cast<size_t>(index));
  const int64_t tokens = layout.tokens;
  const TrunkOutput& trunk = prediction.trunk;
  TensorMap out;
  out["out.s"] = cut(trunk.s, index, tokens, {0}).unsqueeze(0);
  out["out.z"] = cut(trunk.z, index, tokens, {0, 1}).unsqueeze(0);
  out["out.pdistogram"] = cut(trunk.pdistogram, index, tokens, {0, 1}).unsqueeze(0).unsqueeze(3);
  if (prediction.pbfactor.defined()) {
    out["out.pbfactor"] = cut(prediction.pbfactor, index, tokens, {0}).unsqueeze(0);
  }
  out["out.sample_atom_coords"] =
      prediction.coordinates[index].narrow(1, 0, layout.padded_atoms);  // (M, A, 3)
  add_confidence(prediction.confidence, layout, index, out);
  if (prediction.affinity) { add_affinity(*prediction.affinity, index, out); }
  return out;
}

}  // namespace bb::replay
