#include <algorithm>

#include "worker/model/core/feature_fields.h"

namespace bb {

namespace {

/// One field of all complexes, zero-padded. A field that only some complexes have (templates that
/// force something) is zero for the others; the stage's own fields must be there for all or none.
Tensor pad_and_stack(std::span<const Features> complexes, const FeatureField& field,
                     const std::map<int64_t, int64_t>& padded) {
  const Tensor* sample = nullptr;
  for (const Features& one : complexes) {
    if ((one.*field.tensor).defined()) { sample = &(one.*field.tensor); }
  }
  if (sample == nullptr) { return {}; }
  std::vector<int64_t> sizes = {static_cast<int64_t>(complexes.size())};
  for (size_t i = 0; i < field.axes.size(); ++i) {
    const auto size = padded.find(field.axes[i]);
    sizes.push_back(size == padded.end() ? sample->size(static_cast<int64_t>(i) + 1)
                                         : size->second);
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
  int64_t atoms = whole_windows(min_atoms);
  int64_t msa_rows = min_msa_rows;
  int64_t templates = 0;
  for (const Features& one : complexes) {
    if (one.batch() != 1) { throw FeaturesError("collate takes features of one complex each"); }
    tokens = std::max(tokens, one.tokens());
    atoms = std::max(atoms, one.atoms());
    msa_rows = std::max(msa_rows, one.msa.size(1));
    templates = std::max(templates, one.template_mask.size(1));
  }
  const std::map<int64_t, int64_t> padded = {{FeatureField::token, tokens},
                                             {FeatureField::atom, atoms},
                                             {FeatureField::msa_row, msa_rows},
                                             {FeatureField::template_row, templates}};

  Features batch;
  for (const FeatureField& field : feature_fields()) {
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
  for (const FeatureField& field : feature_fields()) {
    moved.*field.tensor = move(this->*field.tensor);
  }
  for (ComplexLayout& one : moved.layout) {
    one.contacts.pair_index = move(one.contacts.pair_index);
    one.contacts.union_index = move(one.contacts.union_index);
    one.contacts.negation_mask = move(one.contacts.negation_mask);
    one.contacts.thresholds = move(one.contacts.thresholds);
  }
  return moved;
}

}  // namespace bb
