#include <algorithm>

#include "worker/model/core/features.h"

namespace bb {

namespace {

using Tensors = std::map<std::string, Tensor, std::less<>>;

std::string sizes_text(at::IntArrayRef sizes) {
  std::string text = "(";
  for (size_t i = 0; i < sizes.size(); ++i) {
    text += (i ? ", " : "") + (sizes[i] < 0 ? std::string("any") : std::to_string(sizes[i]));
  }
  return text + ")";
}

/// Looks features up by the reference's name and checks them one by one.
class Reader {
 public:
  explicit Reader(const Tensors& tensors) : tensors_(tensors) {}

  bool has(std::string_view name) const { return tensors_.contains(name); }

  Tensor integers(std::string_view name, at::IntArrayRef sizes) const {
    const Tensor& tensor = get(name, sizes);
    if (at::isFloatingType(tensor.scalar_type())) {
      throw FeaturesError(where(name) + "holds floating-point numbers where integers are needed");
    }
    return tensor.to(at::kLong);
  }

  Tensor any_floats(std::string_view name, at::IntArrayRef sizes) const {
    const Tensor& tensor = get(name, sizes);
    return tensor.scalar_type() == at::kDouble ? tensor : tensor.to(at::kFloat);
  }

  Tensor floats(std::string_view name, at::IntArrayRef sizes) const {
    const Tensor values = any_floats(name, sizes);
    if (!values.isfinite().all().item<bool>()) {
      throw FeaturesError(where(name) +
                          "holds NaN or infinity; the features are broken, make them "
                          "again");
    }
    return values;
  }

  Tensor mask(std::string_view name, at::IntArrayRef sizes) const {
    const Tensor values = floats(name, sizes);
    if (!values.eq(0).logical_or(values.eq(1)).all().item<bool>()) {
      throw FeaturesError(where(name) + "is a mask but holds values other than 0 and 1");
    }
    return values;
  }

  /// Integers that index a table of `count` rows.
  Tensor indices(std::string_view name, at::IntArrayRef sizes, int64_t count) const {
    const Tensor values = integers(name, sizes);
    if (values.numel() > 0 &&
        (values.min().item<int64_t>() < 0 || values.max().item<int64_t>() >= count)) {
      throw FeaturesError(where(name) + "holds values outside 0 … " + std::to_string(count - 1));
    }
    return values;
  }

  /// The index of the one in each one-hot row; 0 for rows of zeros, which padding has.
  Tensor from_one_hot(std::string_view name, at::IntArrayRef sizes) const {
    const Tensor values = get(name, sizes).to(at::kLong);
    if (!values.eq(0).logical_or(values.eq(1)).all().item<bool>() ||
        (values.numel() > 0 && values.sum(-1).max().item<int64_t>() > 1)) {
      throw FeaturesError(where(name) + "is not one-hot over its last dimension");
    }
    return values.argmax(-1);
  }

  int64_t size(std::string_view name, int64_t axis) const {
    const auto entry = tensors_.find(name);
    if (entry == tensors_.end()) { throw missing(name); }
    if (entry->second.dim() <= axis) {
      throw FeaturesError(where(name) + "has shape " + sizes_text(entry->second.sizes()) +
                          ", too few dimensions");
    }
    return entry->second.size(axis);
  }

 private:
  static std::string where(std::string_view name) { return "feature '" + std::string(name) + "' "; }

  static FeaturesError missing(std::string_view name) {
    return FeaturesError(where(name) + "is missing from the features");
  }

  const Tensor& get(std::string_view name, at::IntArrayRef sizes) const {
    const auto entry = tensors_.find(name);
    if (entry == tensors_.end()) { throw missing(name); }
    const Tensor& tensor = entry->second;
    bool fits = tensor.dim() == static_cast<int64_t>(sizes.size());
    for (size_t i = 0; fits && i < sizes.size(); ++i) {
      fits = sizes[i] < 0 || sizes[i] == tensor.size(static_cast<int64_t>(i));
    }
    if (!fits) {
      throw FeaturesError(where(name) + "has shape " + sizes_text(tensor.sizes()) + " where " +
                          sizes_text(sizes) + " is needed");
    }
    return tensor;
  }

  const Tensors& tensors_;
};

/// Real entries must come first: the sampler and the frames rely on it.
int64_t leading_ones(const Tensor& mask, const char* name) {
  const auto count = mask.sum().item<double>();
  const auto length = static_cast<int64_t>(count);
  if (length == 0) { throw FeaturesError(std::string("feature '") + name + "' masks everything"); }
  if (mask.slice(-1, 0, length).sum().item<double>() != count) {
    throw FeaturesError(std::string("feature '") + name +
                        "' has padding between real entries; padding must come last");
  }
  return length;
}

std::vector<ChainSpan> chain_spans(const Features& f, int64_t tokens, int64_t atoms) {
  const auto asym = f.asym_id.accessor<int64_t, 2>();
  const auto type = f.mol_type.accessor<int64_t, 2>();
  const auto token_of = f.atom_to_token.accessor<int64_t, 2>();
  std::vector<ChainSpan> chains;
  for (int64_t token = 0; token < tokens; ++token) {
    if (chains.empty() || chains.back().asym_id != asym[0][token]) {
      if (!chains.empty() && asym[0][token] < chains.back().asym_id) {
        throw FeaturesError(
            "feature 'asym_id' does not ascend: tokens of a chain must be together "
            "and chains in order");
      }
      chains.push_back({.asym_id = asym[0][token],
                        .mol_type = static_cast<MolType>(type[0][token]),
                        .first_token = token,
                        .tokens = 0,
                        .first_atom = 0,
                        .atoms = 0});
    }
    ++chains.back().tokens;
  }
  int64_t atom = 0;
  for (ChainSpan& chain : chains) {
    chain.first_atom = atom;
    const int64_t end = chain.first_token + chain.tokens;
    while (atom < atoms && token_of[0][atom] >= chain.first_token && token_of[0][atom] < end) {
      ++atom;
    }
    chain.atoms = atom - chain.first_atom;
  }
  if (atom != atoms) {
    throw FeaturesError("feature 'atom_to_token' does not follow the chains: atom " +
                        std::to_string(atom) + " belongs to token " +
                        std::to_string(token_of[0][atom]));
  }
  return chains;
}

void read_templates(const Reader& in, Features& f, int64_t tokens) {
  const int64_t rows = in.size("template_mask", 1);
  f.template_restype = in.floats("template_restype", {1, rows, tokens, residue_types});
  f.template_frame_rot = in.floats("template_frame_rot", {1, rows, tokens, 3, 3});
  f.template_frame_t = in.floats("template_frame_t", {1, rows, tokens, 3});
  f.template_cb = in.floats("template_cb", {1, rows, tokens, 3});
  f.template_ca = in.floats("template_ca", {1, rows, tokens, 3});
  f.template_mask_cb = in.mask("template_mask_cb", {1, rows, tokens});
  f.template_mask_frame = in.mask("template_mask_frame", {1, rows, tokens});
  f.template_mask = in.mask("template_mask", {1, rows, tokens});
  f.visibility_ids = in.floats("visibility_ids", {1, rows, tokens});
  ComplexLayout& layout = f.layout.front();
  layout.templates = rows;
  layout.has_templates = f.template_mask.any().item<bool>();
  if (!in.has("template_force")) { return; }
  const Tensor force = in.integers("template_force", {1, rows});
  for (int64_t row = 0; row < rows; ++row) {
    if (force[0][row].item<int64_t>() != 0) { layout.forced_templates.push_back(row); }
  }
  // The threshold of a template that is not forced may be infinite, and is never looked at.
  if (!layout.forced_templates.empty()) {
    f.template_force_threshold = in.any_floats("template_force_threshold", {1, rows});
  }
}

void read_contacts(const Reader& in, ComplexLayout& layout) {
  if (!in.has("contact_pair_index")) { return; }
  const int64_t pairs = in.size("contact_pair_index", 2);
  if (pairs == 0) { return; }
  layout.contacts = {
      .pair_index = in.indices("contact_pair_index", {1, 2, pairs}, layout.padded_atoms)[0],
      .union_index = in.integers("contact_union_index", {1, pairs})[0],
      .negation_mask = in.mask("contact_negation_mask", {1, pairs})[0].to(at::kBool),
      .thresholds = in.floats("contact_thresholds", {1, pairs})[0]};
}

void read_tokens(const Reader& in, Features& f, int64_t tokens) {
  const std::array<int64_t, 2> sizes = {1, tokens};
  f.token_index = in.integers("token_index", sizes);
  f.residue_index = in.integers("residue_index", sizes);
  f.asym_id = in.integers("asym_id", sizes);
  f.entity_id = in.integers("entity_id", sizes);
  f.sym_id = in.integers("sym_id", sizes);
  f.mol_type = in.indices("mol_type", sizes, 4);
  f.res_type = in.floats("res_type", {1, tokens, residue_types});
  f.method_feature = in.integers("method_feature", sizes);
  f.modified = in.indices("modified", sizes, 2);
  f.cyclic_period = in.floats("cyclic_period", sizes);
  f.token_bonds = in.floats("token_bonds", {1, tokens, tokens, 1}).squeeze(-1);
  f.type_bonds = in.integers("type_bonds", {1, tokens, tokens});
  f.contact_conditioning = in.from_one_hot("contact_conditioning", {1, tokens, tokens, -1});
  f.contact_threshold = in.floats("contact_threshold", {1, tokens, tokens});
  if (in.has("affinity_token_mask")) {
    f.affinity_token_mask = in.mask("affinity_token_mask", sizes);
  }
  f.layout.front().cyclic = f.cyclic_period.gt(0).any().item<bool>();
  f.layout.front().has_contact_conditioning = f.contact_conditioning.ne(0).any().item<bool>();
}

void read_atoms(const Reader& in, Features& f, int64_t tokens, int64_t atoms) {
  f.ref_pos = in.floats("ref_pos", {1, atoms, 3});
  f.ref_charge = in.floats("ref_charge", {1, atoms});
  f.ref_element = in.from_one_hot("ref_element", {1, atoms, elements});
  f.ref_name_chars =
      in.from_one_hot("ref_atom_name_chars", {1, atoms, atom_name_length, atom_name_codes});
  f.ref_space_uid = in.integers("ref_space_uid", {1, atoms});
  f.atom_backbone = in.floats("atom_backbone_feat", {1, atoms, -1});
  f.atom_to_token = in.from_one_hot("atom_to_token", {1, atoms, tokens});
  f.rep_atom = in.from_one_hot("token_to_rep_atom", {1, tokens, atoms});
  f.frames_idx = in.indices("frames_idx", {1, 1, tokens, 3}, atoms).squeeze(1);
}

void read_msa(const Reader& in, Features& f, int64_t tokens) {
  const int64_t rows = in.size("msa", 1);
  const std::array<int64_t, 3> sizes = {1, rows, tokens};
  f.msa = in.indices("msa", sizes, residue_types);
  f.msa_mask = in.mask("msa_mask", sizes);
  f.msa_paired = in.mask("msa_paired", sizes);
  f.has_deletion = in.mask("has_deletion", sizes);
  f.deletion_value = in.floats("deletion_value", sizes);
  f.profile = in.floats("profile", {1, tokens, residue_types});
  f.deletion_mean = in.floats("deletion_mean", {1, tokens});
  f.layout.front().msa_rows = rows;
  if (!in.has("profile_affinity")) { return; }
  f.profile_affinity = in.floats("profile_affinity", {1, tokens, residue_types});
  f.deletion_mean_affinity = in.floats("deletion_mean_affinity", {1, tokens});
}

}  // namespace

Features Features::from_reference(const Tensors& tensors) {
  const Reader in(tensors);
  Features f;
  f.layout.resize(1);
  ComplexLayout& layout = f.layout.front();
  const int64_t tokens = in.size("token_pad_mask", 1);
  const int64_t atoms = in.size("atom_pad_mask", 1);
  f.token_mask = in.mask("token_pad_mask", {1, tokens});
  f.atom_mask = in.mask("atom_pad_mask", {1, atoms});
  layout.tokens = leading_ones(f.token_mask, "token_pad_mask");
  layout.atoms = leading_ones(f.atom_mask, "atom_pad_mask");
  layout.padded_atoms = (layout.atoms + query_window - 1) / query_window * query_window;
  if (atoms % query_window != 0) {
    throw FeaturesError("feature 'atom_pad_mask' has " + std::to_string(atoms) +
                        " atoms; atoms must be padded to a multiple of 32");
  }
  read_tokens(in, f, tokens);
  read_atoms(in, f, tokens, atoms);
  read_msa(in, f, tokens);
  read_templates(in, f, tokens);
  read_contacts(in, layout);
  layout.chains = chain_spans(f, layout.tokens, layout.atoms);
  if (in.has("affinity_mw")) { f.affinity_mw = in.floats("affinity_mw", {1}); }
  return f;
}

}  // namespace bb
