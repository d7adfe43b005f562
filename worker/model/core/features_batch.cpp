#include <algorithm>

#include "worker/model/core/features.h"

namespace bb {

namespace {

/// Every tensor of the batch with the padded size of each of its axes beyond the first.
enum class Axis : uint8_t { token, atom, msa, row, fixed };

struct Field {
  Tensor Features::*tensor;
  std::vector<Axis> axes;
};

const std::vector<Field>& fields() {
  using enum Axis;
  using F = Features;
  static const std::vector<Field> all = {
      {&F::token_index, {token}},
      {&F::residue_index, {token}},
      {&F::asym_id, {token}},
      {&F::entity_id, {token}},
      {&F::sym_id, {token}},
      {&F::mol_type, {token}},
      {&F::res_type, {token, fixed}},
      {&F::token_mask, {token}},
      {&F::method_feature, {token}},
      {&F::modified, {token}},
      {&F::cyclic_period, {token}},
      {&F::token_bonds, {token, token}},
      {&F::type_bonds, {token, token}},
      {&F::contact_conditioning, {token, token}},
      {&F::contact_threshold, {token, token}},
      {&F::affinity_token_mask, {token}},
      {&F::ref_pos, {atom, fixed}},
      {&F::ref_charge, {atom}},
      {&F::ref_element, {atom}},
      {&F::ref_name_chars, {atom, fixed}},
      {&F::ref_space_uid, {atom}},
      {&F::atom_backbone, {atom, fixed}},
      {&F::atom_mask, {atom}},
      {&F::atom_to_token, {atom}},
      {&F::rep_atom, {token}},
      {&F::frames_idx, {token, fixed}},
      {&F::msa, {msa, token}},
      {&F::msa_mask, {msa, token}},
      {&F::msa_paired, {msa, token}},
      {&F::has_deletion, {msa, token}},
      {&F::deletion_value, {msa, token}},
      {&F::profile, {token, fixed}},
      {&F::deletion_mean, {token}},
      {&F::profile_affinity, {token, fixed}},
      {&F::deletion_mean_affinity, {token}},
      {&F::template_restype, {row, token, fixed}},
      {&F::template_frame_rot, {row, token, fixed, fixed}},
      {&F::template_frame_t, {row, token, fixed}},
      {&F::template_cb, {row, token, fixed}},
      {&F::template_ca, {row, token, fixed}},
      {&F::template_mask_cb, {row, token}},
      {&F::template_mask_frame, {row, token}},
      {&F::template_mask, {row, token}},
      {&F::visibility_ids, {row, token}},
      {&F::template_force_threshold, {row}},
      {&F::affinity_mw, {}},
  };
  return all;
}

/// One field of all complexes, zero-padded. A field that only some complexes have (templates that
/// force something) is zero for the others; the stage's own fields must be there for all or none.
Tensor pad_and_stack(std::span<const Features> complexes, const Field& field,
                     const std::vector<int64_t>& padded) {
  const Tensor* sample = nullptr;
  for (const Features& one : complexes) {
    if ((one.*field.tensor).defined()) { sample = &(one.*field.tensor); }
  }
  if (sample == nullptr) { return {}; }
  std::vector<int64_t> sizes = {static_cast<int64_t>(complexes.size())};
  for (size_t i = 0; i < field.axes.size(); ++i) {
    const Axis axis = field.axes[i];
    sizes.push_back(axis == Axis::fixed ? sample->size(static_cast<int64_t>(i) + 1)
                                        : padded[static_cast<size_t>(axis)]);
  }
  Tensor batch = at::zeros(sizes, sample->options());
  for (size_t b = 0; b < complexes.size(); ++b) {
    const Tensor& one = complexes[b].*field.tensor;
    if (!one.defined()) { continue; }
    Tensor target = batch.narrow(0, static_cast<int64_t>(b), 1);
    for (int64_t axis = 1; axis < target.dim(); ++axis) {
      target = target.narrow(axis, 0, one.size(axis));
    }
    target.copy_(one);
  }
  return batch;
}

void require_same_stage(std::span<const Features> complexes) {
  for (const Features& one : complexes) {
    if (one.affinity_mw.defined() != complexes.front().affinity_mw.defined() ||
        one.profile_affinity.defined() != complexes.front().profile_affinity.defined()) {
      throw FeaturesError(
          "a batch mixes complexes of the structure stage with complexes of the affinity stage");
    }
  }
}

}  // namespace

Features Features::collate(std::span<const Features> complexes, int64_t min_tokens,
                           int64_t min_atoms, int64_t min_msa_rows) {
  if (complexes.empty()) { throw FeaturesError("a batch needs at least one complex"); }
  require_same_stage(complexes);
  int64_t tokens = min_tokens;
  int64_t atoms = (min_atoms + query_window - 1) / query_window * query_window;
  int64_t msa_rows = min_msa_rows;
  int64_t templates = 0;
  for (const Features& one : complexes) {
    if (one.batch() != 1) { throw FeaturesError("collate takes features of one complex each"); }
    tokens = std::max(tokens, one.tokens());
    atoms = std::max(atoms, one.atoms());
    msa_rows = std::max(msa_rows, one.msa.size(1));
    templates = std::max(templates, one.template_mask.size(1));
  }
  const std::vector<int64_t> padded = {tokens, atoms, msa_rows, templates};

  Features batch;
  for (const Field& field : fields()) {
    batch.*field.tensor = pad_and_stack(complexes, field, padded);
  }
  for (const Features& one : complexes) { batch.layout.push_back(one.layout.front()); }
  return batch;
}

Features Features::to(at::Device device, at::ScalarType dtype) const {
  const auto move = [&](const Tensor& tensor) {
    if (!tensor.defined()) { return tensor; }
    const bool floating = at::isFloatingType(tensor.scalar_type());
    return tensor.to(device, floating ? dtype : tensor.scalar_type(), /*non_blocking=*/true);
  };
  Features moved = *this;
  for (const Field& field : fields()) { moved.*field.tensor = move(this->*field.tensor); }
  for (ComplexLayout& one : moved.layout) {
    one.contacts.pair_index = move(one.contacts.pair_index);
    one.contacts.union_index = move(one.contacts.union_index);
    one.contacts.negation_mask = move(one.contacts.negation_mask);
    one.contacts.thresholds = move(one.contacts.thresholds);
  }
  return moved;
}

}  // namespace bb
