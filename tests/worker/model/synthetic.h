#pragma once

#include "worker/model/core/features.h"
#include "worker/model/core/weights.h"

namespace bb::test {

/// A chain of a made-up complex. Ligand tokens have one atom each, polymer tokens four.
struct SyntheticChain {
  MolType mol_type;
  int64_t tokens;
};

/// What the confidence and affinity modules look at, of one complex without meaning, float64.
inline Features synthetic_complex(const std::vector<SyntheticChain>& chains) {
  Features f;
  f.layout.resize(1);
  ComplexLayout& layout = f.layout.front();
  std::vector<int64_t> asym, type, token_of_atom, rep_atom, frames;
  for (const SyntheticChain& chain : chains) {
    const bool ligand = chain.mol_type == MolType::nonpolymer;
    const int64_t atoms_per_token = ligand ? 1 : 4;
    const auto id = static_cast<int64_t>(layout.chains.size());
    layout.chains.push_back({.asym_id = id,
                             .mol_type = chain.mol_type,
                             .first_token = layout.tokens,
                             .tokens = chain.tokens,
                             .first_atom = layout.atoms,
                             .atoms = chain.tokens * atoms_per_token});
    for (int64_t i = 0; i < chain.tokens; ++i) {
      asym.push_back(id);
      type.push_back(static_cast<int64_t>(chain.mol_type));
      rep_atom.push_back(layout.atoms + (ligand ? 0 : 1));
      for (int64_t k = 0; k < 3; ++k) { frames.push_back(layout.atoms + (ligand ? 0 : k)); }
      for (int64_t k = 0; k < atoms_per_token; ++k) { token_of_atom.push_back(layout.tokens); }
      layout.atoms += atoms_per_token;
      ++layout.tokens;
    }
  }
  const int64_t n = layout.tokens;
  layout.padded_atoms = whole_windows(layout.atoms);
  layout.msa_rows = layout.templates = 1;

  const auto atoms = [&](const Tensor& values) {
    return at::constant_pad_nd(values, {0, layout.padded_atoms - layout.atoms});
  };
  f.asym_id = f.entity_id = as_row(asym);
  f.mol_type = as_row(type);
  f.sym_id = at::zeros({1, n}, at::kLong);
  f.residue_index = f.token_index = at::arange(n, at::kLong).unsqueeze(0);
  f.token_mask = at::ones({1, n}, at::kDouble);
  f.cyclic_period = at::zeros({1, n}, at::kDouble);
  f.token_bonds = at::randint(0, 2, {1, n, n}, at::kDouble);
  f.type_bonds = at::randint(0, 7, {1, n, n}, at::kLong);
  f.contact_conditioning = at::randint(0, 5, {1, n, n}, at::kLong);
  f.contact_threshold = at::rand({1, n, n}, at::kDouble).mul_(16).add_(4);
  layout.has_contact_conditioning = true;
  f.affinity_token_mask = f.mol_type.eq(static_cast<int64_t>(MolType::nonpolymer)).to(at::kDouble);
  f.affinity_mw = at::full({1}, 300.0 + static_cast<double>(n), at::kDouble);
  f.atom_mask = atoms(at::ones({1, layout.atoms}, at::kDouble));
  f.atom_to_token = atoms(as_row(token_of_atom));
  f.rep_atom = as_row(rep_atom);
  f.frames_idx = at::tensor(frames, at::kLong).view({1, n, 3});
  f.msa = at::zeros({1, 1, n}, at::kLong);
  f.msa_mask = at::ones({1, 1, n}, at::kDouble);
  f.template_mask = at::zeros({1, 1, n}, at::kDouble);
  return f;
}

/// Random parameters, added to a state dict name by name.
class SyntheticWeights {
 public:
  explicit SyntheticWeights(std::string prefix = "") : prefix_(std::move(prefix)) {}

  void tensor(const std::string& name, at::IntArrayRef shape) {
    state[prefix_ + name] = at::randn(shape, at::kDouble).mul_(0.4);
  }
  void linear(const std::string& name, int64_t in, int64_t out, bool bias = false) {
    tensor(name + ".weight", {out, in});
    if (bias) { tensor(name + ".bias", {out}); }
  }
  void norm(const std::string& name, int64_t dim) {
    tensor(name + ".weight", {dim});
    tensor(name + ".bias", {dim});
  }
  void transition(const std::string& name, int64_t dim) {
    norm(name + ".norm", dim);
    linear(name + ".fc1", dim, 2 * dim);
    linear(name + ".fc2", dim, 2 * dim);
    linear(name + ".fc3", 2 * dim, dim);
  }
  void distance_bins(int64_t bins, int64_t c_z) {
    state[prefix_ + "boundaries"] = at::linspace(2, 22, bins - 1, at::kDouble);
    tensor("dist_bin_pairwise_embed.weight", {bins, c_z});
  }
  void pair_track(const std::string& layer, int64_t c_z) {
    for (const std::string direction : {"out", "in"}) {
      const std::string name = layer + ".tri_mul_" + direction;
      norm(name + ".norm_in", c_z);
      for (const char* part : {".p_in", ".g_in"}) { linear(name + part, c_z, 2 * c_z); }
      norm(name + ".norm_out", c_z);
      for (const char* part : {".p_out", ".g_out"}) { linear(name + part, c_z, c_z); }
    }
    for (const std::string node : {"start", "end"}) {
      const std::string name = layer + ".tri_att_" + node;
      norm(name + ".layer_norm", c_z);
      linear(name + ".linear", c_z, 2);
      for (const char* part : {"q", "k", "v", "g"}) {
        linear(name + ".mha.linear_" + part, c_z, 8);
      }
      linear(name + ".mha.linear_o", 8, c_z);
    }
    transition(layer + ".transition_z", c_z);
  }
  void single_track(const std::string& layer, int64_t c_s, int64_t c_z) {
    norm(layer + ".pre_norm_s", c_s);
    linear(layer + ".attention.proj_q", c_s, c_s, true);
    for (const char* part : {"k", "v", "g", "o"}) {
      linear(layer + ".attention.proj_" + part, c_s, c_s);
    }
    norm(layer + ".attention.proj_z.0", c_z);
    linear(layer + ".attention.proj_z.1", c_z, 2);
    transition(layer + ".transition_s", c_s);
  }

  Weights weights() const { return {state, at::kCPU, at::kDouble}; }

  StateDict state;

 private:
  std::string prefix_;
};

}  // namespace bb::test
