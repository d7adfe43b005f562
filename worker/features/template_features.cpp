#include "worker/features/template_features.h"

#include <set>

#include "worker/model/core/features.h"

namespace bb {
namespace {

/// The rows of all templates, each (T, N, width).
class Rows {
 public:
  Rows(size_t templates, size_t tokens) : tokens_(tokens) {
    const size_t n = templates * tokens;
    type_.resize(n);
    rotation_.resize(n * 9);
    frame_.resize(n * 3);
    cb_.resize(n * 3);
    ca_.resize(n * 3);
    has_cb_.resize(n);
    has_frame_.resize(n);
    mask_.resize(n);
    visibility_.resize(n);
  }

  void set(size_t row, size_t token, const TemplateResidue& residue) {
    const size_t at = row * tokens_ + token;
    type_[at] = residue.token;
    std::copy(residue.rotation.begin(), residue.rotation.end(), rotation_.begin() + offset(at, 9));
    std::copy(residue.translation.begin(), residue.translation.end(),
              frame_.begin() + offset(at, 3));
    std::copy(residue.disto.begin(), residue.disto.end(), cb_.begin() + offset(at, 3));
    std::copy(residue.center.begin(), residue.center.end(), ca_.begin() + offset(at, 3));
    has_cb_[at] = residue.has_disto ? 1.0F : 0.0F;
    has_frame_[at] = residue.has_frame ? 1.0F : 0.0F;
    mask_[at] = 1;
  }

  void set_visibility(size_t row, size_t token, int64_t value) {
    visibility_[row * tokens_ + token] = static_cast<float>(value);
  }

  FeatureMap features() const {
    const auto n = static_cast<int64_t>(tokens_);
    const int64_t t = static_cast<int64_t>(type_.size()) / n;
    FeatureMap features;
    features["template_restype"] = at::one_hot(to_tensor(type_, {t, n}), residue_types);
    features["template_frame_rot"] = to_tensor(rotation_, {t, n, 3, 3});
    features["template_frame_t"] = to_tensor(frame_, {t, n, 3});
    features["template_cb"] = to_tensor(cb_, {t, n, 3});
    features["template_ca"] = to_tensor(ca_, {t, n, 3});
    features["template_mask_cb"] = to_tensor(has_cb_, {t, n});
    features["template_mask_frame"] = to_tensor(has_frame_, {t, n});
    features["template_mask"] = to_tensor(mask_, {t, n});
    features["query_to_template"] = at::zeros({t, n}, at::kLong);  // the reference never fills it
    features["visibility_ids"] = to_tensor(visibility_, {t, n});
    return features;
  }

 private:
  static ptrdiff_t offset(size_t at, size_t width) { return static_cast<ptrdiff_t>(at * width); }

  size_t tokens_;
  std::vector<int64_t> type_;
  std::vector<float> rotation_, frame_, cb_, ca_, has_cb_, has_frame_, mask_, visibility_;
};

int32_t chain_named(const Structure& structure, const std::string& name) {
  for (size_t i = 0; i < structure.chains.size(); ++i) {
    if (structure.chains[i].name == name) { return static_cast<int32_t>(i); }
  }
  return -1;
}

void fill_row(const Structure& structure, const TokenList& list, const Template& one, size_t row,
              Rows& rows) {
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
      rows.set(row, i, residues[static_cast<size_t>(token.in_chain + span.offset())]);
      seen.insert(chain);
    }
  }
  // What one template shows together may attend to each other; chains it lacks see themselves only.
  for (size_t i = 0; i < list.tokens.size(); ++i) {
    const int32_t chain = list.tokens[i].chain;
    rows.set_visibility(row, i,
                        seen.contains(chain) ? static_cast<int64_t>(row) : -1 - int64_t{chain});
  }
}

}  // namespace

FeatureMap template_features(const Structure& structure, const TokenList& list,
                             std::span<const Template> templates) {
  if (templates.empty()) { return Rows(1, list.tokens.size()).features(); }
  Rows rows(templates.size(), list.tokens.size());
  std::vector<uint8_t> force;
  std::vector<float> threshold;
  for (size_t row = 0; row < templates.size(); ++row) {
    fill_row(structure, list, templates[row], row, rows);
    force.push_back(templates[row].force);
    threshold.push_back(templates[row].threshold);
  }
  FeatureMap features = rows.features();
  features["template_force"] = to_bool_tensor(force);
  features["template_force_threshold"] = to_tensor(threshold);
  return features;
}

}  // namespace bb
