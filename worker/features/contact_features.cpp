#include "worker/features/contact_features.h"

#include <algorithm>

namespace bb {
namespace {

// boltz.data.const.contact_conditioning_info
constexpr int64_t unspecified = 0, unselected = 1, pocket_to_binder = 2, binder_to_pocket = 3,
                  contact_class = 4, classes = 5;

bool in_pocket(const Token& token, const Pocket& pocket) {
  return std::any_of(pocket.contacts.begin(), pocket.contacts.end(),
                     [&](const TokenKey& key) { return matches(token, key); });
}

/// The first token that a key means; nothing where a crop lacks it.
const Token* find(const TokenList& list, const TokenKey& key) {
  const auto found = std::find_if(list.tokens.begin(), list.tokens.end(),
                                  [&](const Token& token) { return matches(token, key); });
  return found == list.tokens.end() ? nullptr : &*found;
}

/// Pairs of atoms, in unions of alternatives.
struct Pairs {
  std::vector<int64_t> first, second, unions;
  std::vector<float> thresholds;
  int64_t next_union = 0;

  void add(int32_t first_atom, int32_t atoms, const Token& token, double threshold) {
    for (int32_t i = first_atom; i < first_atom + atoms; ++i) {
      for (int32_t j = token.first_atom; j < token.first_atom + token.atoms; ++j) {
        first.push_back(i);
        second.push_back(j);
        unions.push_back(next_union);
        thresholds.push_back(static_cast<float>(threshold));
      }
    }
    ++next_union;
  }

  FeatureMap features() const {
    FeatureMap features;
    features["contact_pair_index"] = at::stack({to_tensor(first), to_tensor(second)});
    features["contact_union_index"] = to_tensor(unions);
    features["contact_negation_mask"] = at::ones({static_cast<int64_t>(first.size())}, at::kBool);
    features["contact_thresholds"] = to_tensor(thresholds);
    return features;
  }
};

}  // namespace

FeatureMap contact_features(const Structure& structure, const TokenList& list) {
  const auto n = static_cast<int64_t>(list.tokens.size());
  Tensor kinds = at::full({n, n}, unselected, at::kLong), limits = at::zeros({n, n}, at::kFloat);
  auto kind = kinds.accessor<int64_t, 2>();
  auto limit = limits.accessor<float, 2>();
  bool any = false;
  const auto set = [&](int64_t i, int64_t j, int64_t value, double distance) {
    kind[i][j] = value;
    limit[i][j] = static_cast<float>(distance);
    any = true;
  };
  for (const Pocket& pocket : structure.pockets) {
    for (int64_t i = 0; i < n; ++i) {
      if (!in_pocket(list.tokens[static_cast<size_t>(i)], pocket)) { continue; }
      for (const bool outward : {true, false}) {
        for (int64_t j = 0; j < n; ++j) {
          if (list.tokens[static_cast<size_t>(j)].chain != pocket.binder) { continue; }
          if (outward) {
            set(j, i, binder_to_pocket, pocket.max_distance);
          } else {
            set(i, j, pocket_to_binder, pocket.max_distance);
          }
        }
      }
    }
  }
  for (const Contact& contact : structure.contacts) {
    const Token *first = find(list, contact.first), *second = find(list, contact.second);
    if (!first || !second) { continue; }
    const int64_t i = first - list.tokens.data(), j = second - list.tokens.data();
    set(i, j, contact_class, contact.max_distance);
    set(j, i, contact_class, contact.max_distance);
  }
  if (!any) { kinds.fill_(unspecified); }
  return {{"contact_conditioning", at::one_hot(kinds, classes)}, {"contact_threshold", limits}};
}

FeatureMap forced_contact_features(const Structure& structure, const TokenList& list) {
  Pairs pairs;
  for (const Pocket& pocket : structure.pockets) {
    if (!pocket.force) { continue; }
    const StructureChain& binder = structure.chains[static_cast<size_t>(pocket.binder)];
    for (const Token& token : list.tokens) {
      if (in_pocket(token, pocket)) {
        pairs.add(binder.first_atom, binder.atoms, token, pocket.max_distance);
      }
    }
  }
  for (const Contact& contact : structure.contacts) {
    if (!contact.force) { continue; }
    const Token *first = find(list, contact.first), *second = find(list, contact.second);
    if (first && second) {
      pairs.add(first->first_atom, first->atoms, *second, contact.max_distance);
    }
  }
  return pairs.features();
}

FeatureMap no_forced_contacts() { return Pairs().features(); }

}  // namespace bb
