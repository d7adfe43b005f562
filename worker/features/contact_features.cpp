#include "worker/features/contact_features.h"

#include <algorithm>
#include <cmath>

#include "io/files/input_error.h"

namespace bb {
namespace {

// boltz.data.const.contact_conditioning_info, where 0 is unspecified
constexpr int64_t unselected = 1, pocket_to_binder = 2, binder_to_pocket = 3, contact_class = 4;

float threshold_of(double max_distance) {
  const auto threshold = static_cast<float>(max_distance);
  if (!std::isfinite(threshold)) {
    throw InputError({}, "a max_distance is too large for a number of the model's",
                     "The model was trained for 4 to 20 Å");
  }
  return threshold;
}

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

  void add(int32_t first_atom, int32_t atoms, const Token& token, float threshold) {
    for (int32_t i = first_atom; i < first_atom + atoms; ++i) {
      for (int32_t j = token.first_atom; j < token.first_atom + token.atoms; ++j) {
        first.push_back(i);
        second.push_back(j);
        unions.push_back(next_union);
        thresholds.push_back(threshold);
      }
    }
    ++next_union;
  }

  ForcedContacts contacts() const {
    if (first.empty()) { return {}; }
    return {.pair_index = at::stack({at::tensor(first), at::tensor(second)}),
            .union_index = at::tensor(unions),
            .negation_mask = at::ones({static_cast<int64_t>(first.size())}, at::kBool),
            .thresholds = at::tensor(thresholds)};
  }
};

}  // namespace

std::pair<Tensor, Tensor> contact_features(const Structure& structure, const TokenList& list) {
  const auto n = static_cast<int64_t>(list.tokens.size());
  const std::array<int64_t, 3> sizes = {1, n, n};
  Tensor kinds, limits;
  const auto set = [&](int64_t i, int64_t j, int64_t value, double distance) {
    if (!kinds.defined()) {
      kinds = at::full(sizes, unselected, at::kLong);
      limits = at::zeros(sizes, at::kFloat);
    }
    kinds.mutable_data_ptr<int64_t>()[i * n + j] = value;
    limits.mutable_data_ptr<float>()[i * n + j] = threshold_of(distance);
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
  if (kinds.defined()) { return {kinds, limits}; }
  return {at::zeros({1}, at::kLong).expand(sizes), at::zeros({1}, at::kFloat).expand(sizes)};
}

ForcedContacts forced_contacts(const Structure& structure, const TokenList& list) {
  Pairs pairs;
  for (const Pocket& pocket : structure.pockets) {
    if (!pocket.force) { continue; }
    const StructureChain& binder = structure.chains[static_cast<size_t>(pocket.binder)];
    for (const Token& token : list.tokens) {
      if (in_pocket(token, pocket)) {
        pairs.add(binder.first_atom, binder.atoms, token, threshold_of(pocket.max_distance));
      }
    }
  }
  for (const Contact& contact : structure.contacts) {
    if (!contact.force) { continue; }
    const Token *first = find(list, contact.first), *second = find(list, contact.second);
    if (first && second) {
      pairs.add(first->first_atom, first->atoms, *second, threshold_of(contact.max_distance));
    }
  }
  return pairs.contacts();
}

}  // namespace bb
