#include "driver/run/model_dimensions.h"

#include <algorithm>

namespace bb {

namespace {

class Shapes {
 public:
  explicit Shapes(const StateDict& state) : state_(state) {}

  /// Size of a parameter along an axis, or `otherwise` where there is no such parameter.
  double size(std::string_view name, int64_t axis, double otherwise) const {
    const auto entry = state_.find(name);
    if (entry == state_.end() || entry->second.dim() <= axis) { return otherwise; }
    return static_cast<double>(entry->second.size(axis));
  }

  /// Number of children "0", "1", … below `prefix`.
  double count(const std::string& prefix) const {
    int64_t n = 0;
    while (has(prefix + std::to_string(n) + ".")) { ++n; }
    return static_cast<double>(n);
  }

  double count_or(const std::string& prefix, double otherwise) const {
    const double found = count(prefix);
    return found > 0 ? found : otherwise;
  }

  uint64_t bytes(double element_bytes) const {
    double elements = 0;
    for (const auto& [name, tensor] : state_) { elements += static_cast<double>(tensor.numel()); }
    return static_cast<uint64_t>(elements * element_bytes);
  }

 private:
  bool has(const std::string& prefix) const {
    const auto entry = state_.lower_bound(prefix);
    return entry != state_.end() && entry->first.starts_with(prefix);
  }

  const StateDict& state_;
};

}  // namespace

ModelDimensions dimensions_of(const StateDict& structure, const StateDict& affinity,
                              double element_bytes) {
  ModelDimensions d;
  const Shapes s(structure), a(affinity);
  d.token_s = s.size("s_norm.weight", 0, d.token_s);
  d.token_z = s.size("z_norm.weight", 0, d.token_z);
  d.pairformer_blocks = s.count_or("pairformer_module.layers.", d.pairformer_blocks);
  d.msa_blocks = s.count_or("msa_module.layers.", d.msa_blocks);
  d.msa_s = s.size("msa_module.s_proj.weight", 0, d.msa_s);
  d.atom_s = s.size("input_embedder.atom_encoder.embed_atom_features.weight", 0, d.atom_s);
  d.atom_z = s.size("input_embedder.atom_encoder.p_mlp.1.weight", 0, d.atom_z);
  d.atom_layers = s.count_or(
      "structure_module.score_model.atom_attention_encoder.atom_encoder.diffusion_transformer."
      "layers.",
      d.atom_layers);
  d.template_dim = s.size("template_module.z_proj.weight", 0, d.template_dim);
  d.token_layers =
      s.count_or("structure_module.score_model.token_transformer.layers.", d.token_layers);
  d.confidence_blocks =
      s.count_or("confidence_module.pairformer_stack.layers.", d.confidence_blocks);
  double affinity_blocks = 0;
  for (const char* const module : {"affinity_module.", "affinity_module1.", "affinity_module2."}) {
    affinity_blocks += a.count(std::string(module) + "pairformer_stack.layers.");
  }
  if (affinity_blocks > 0) { d.affinity_blocks = affinity_blocks; }
  // The score model stays float32 (float64) whatever the compute dtype: an upper bound.
  d.structure_weight_bytes = s.bytes(std::max(element_bytes, 4.0));
  if (!affinity.empty()) { d.affinity_weight_bytes = a.bytes(std::max(element_bytes, 4.0)); }
  return d;
}

}  // namespace bb
