#include "worker/features/template_features.h"

#include <algorithm>
#include <set>

namespace bb {
namespace {

TemplateFeatures empty_rows(int64_t t, int64_t n) {
  TemplateFeatures f;
  f.template_restype = at::zeros({1, t, n, residue_types}, at::kFloat);
  f.template_restype.select(-1, 0).fill_(1);
  f.template_frame_rot = at::zeros({1, t, n, 3, 3}, at::kFloat);
  for (Tensor* const positions : {&f.template_frame_t, &f.template_cb, &f.template_ca}) {
    *positions = at::zeros({1, t, n, 3}, at::kFloat);
  }
  for (Tensor* const flags :
       {&f.template_mask_cb, &f.template_mask_frame, &f.template_mask, &f.visibility_ids}) {
    *flags = at::zeros({1, t, n}, at::kFloat);
  }
  return f;
}

/// Writes the numbers of a row and token, which is the `at`-th of all.
void put(const Tensor& feature, int64_t at, std::span<const float> numbers) {
  std::copy(numbers.begin(), numbers.end(),
            feature.mutable_data_ptr<float>() + at * std::ssize(numbers));
}

void put(const Tensor& feature, int64_t at, bool flag) {
  feature.mutable_data_ptr<float>()[at] = flag ? 1.0F : 0.0F;
}

void put(TemplateFeatures& f, int64_t at, const TemplateResidue& residue) {
  auto* const type = f.template_restype.mutable_data_ptr<float>() + at * residue_types;
  std::fill_n(type, residue_types, 0.0F);
  type[residue.token] = 1;
  put(f.template_frame_rot, at, residue.rotation);
  put(f.template_frame_t, at, residue.translation);
  put(f.template_cb, at, residue.disto);
  put(f.template_ca, at, residue.center);
  put(f.template_mask_cb, at, residue.has_disto);
  put(f.template_mask_frame, at, residue.has_frame);
  put(f.template_mask, at, true);
}

int32_t chain_named(const Structure& structure, const std::string& name) {
  for (size_t i = 0; i < structure.chains.size(); ++i) {
    if (structure.chains[i].name == name) { return static_cast<int32_t>(i); }
  }
  return -1;
}

void fill_row(const Structure& structure, const TokenList& list, const Template& one, size_t row,
              TemplateFeatures& f) {
  const auto place = [&](size_t token) {
    return static_cast<int64_t>(row * list.tokens.size() + token);
  };
  std::set<int32_t> seen;  // chains that a residue of the template lies on
  for (const TemplateSpan& span : one.spans) {
    const int32_t chain = chain_named(structure, span.query_chain);
    if (chain < 0) { continue; }
    const auto& residues = one.structure->chains[span.chain].residues;
    const auto [first, last] =
        span.covered(static_cast<size_t>(structure.chains[static_cast<size_t>(chain)].residues),
                     residues.size());
    for (size_t i = 0; i < list.tokens.size(); ++i) {
      const Token& token = list.tokens[i];
      if (token.chain != chain || token.in_chain < first || token.in_chain >= last) { continue; }
      put(f, place(i), residues[static_cast<size_t>(token.in_chain + span.offset())]);
      seen.insert(chain);
    }
  }
  // What one template shows together may attend to each other; chains it lacks see themselves only.
  for (size_t i = 0; i < list.tokens.size(); ++i) {
    const int32_t chain = list.tokens[i].chain;
    f.visibility_ids.mutable_data_ptr<float>()[place(i)] =
        static_cast<float>(seen.contains(chain) ? static_cast<int64_t>(row) : -1 - int64_t{chain});
  }
}

}  // namespace

TemplateFeatures template_features(const Structure& structure, const TokenList& list,
                                   std::span<const Template> templates) {
  const auto rows = std::max<int64_t>(1, std::ssize(templates));
  TemplateFeatures f = empty_rows(rows, std::ssize(list.tokens));
  std::vector<float> threshold;
  for (size_t row = 0; row < templates.size(); ++row) {
    fill_row(structure, list, templates[row], row, f);
    threshold.push_back(templates[row].threshold);
  }
  if (std::ranges::any_of(templates, &Template::force)) {
    f.template_force_threshold = as_row(threshold);
  }
  return f;
}

}  // namespace bb
