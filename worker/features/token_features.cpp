#include "worker/features/token_features.h"

#include "worker/features/contact_features.h"
#include "worker/model/core/features.h"

namespace bb {
namespace {

/// The period of every chain: its length where the input says cyclic, or where a bond joins its
/// ends. The reference compares places in the whole structure with places in the chain, so that
/// only the first chain's bonds can close it.
std::vector<float> cyclic_periods(const Structure& structure) {
  std::vector<float> periods;
  for (size_t i = 0; i < structure.chains.size(); ++i) {
    const StructureChain& chain = structure.chains[i];
    const auto number = static_cast<int32_t>(i);
    bool closed = false;
    for (const StructureBond& bond : structure.bonds) {
      if (bond.chain_1 != number || bond.chain_2 != number || chain.residues <= 2) { continue; }
      const int32_t last = chain.residues - 1;
      closed = closed || (bond.residue_1 == 0 && bond.residue_2 == last) ||
               (bond.residue_2 == 0 && bond.residue_1 == last);
    }
    periods.push_back(static_cast<float>(closed ? chain.residues : chain.cyclic_period));
  }
  return periods;
}

void add_bonds(const TokenList& list, FeatureMap& features) {
  const auto n = static_cast<int64_t>(list.tokens.size());
  std::map<int32_t, int64_t> place;
  for (int64_t i = 0; i < n; ++i) { place[list.tokens[static_cast<size_t>(i)].index] = i; }
  Tensor bonds = at::zeros({n, n}, at::kFloat), types = at::zeros({n, n}, at::kLong);
  auto bond = bonds.accessor<float, 2>();
  auto type = types.accessor<int64_t, 2>();
  for (const TokenBond& one : list.bonds) {
    const auto first = place.find(one.first), second = place.find(one.second);
    if (first == place.end() || second == place.end()) {
      continue;  // cropped away
    }
    bond[first->second][second->second] = bond[second->second][first->second] = 1;
    type[first->second][second->second] = type[second->second][first->second] = one.type;
  }
  features["token_bonds"] = bonds.unsqueeze(-1);
  features["type_bonds"] = types;
}

}  // namespace

FeatureMap token_features(const Structure& structure, const TokenList& list,
                          std::span<const float> coordinates, FeatureStage stage) {
  constexpr int64_t method_x_ray = 1, method_other = 4;
  const auto n = static_cast<int64_t>(list.tokens.size());
  const std::vector<float> periods = cyclic_periods(structure);
  std::vector<int64_t> residue, asym, entity, copy, mol_type, type, modified;
  std::vector<float> period, affinity, center;
  for (const Token& token : list.tokens) {
    const StructureChain& chain = structure.chains[static_cast<size_t>(token.chain)];
    residue.push_back(token.in_chain);
    asym.push_back(token.chain);
    entity.push_back(chain.entity);
    copy.push_back(chain.copy);
    mol_type.push_back(static_cast<int64_t>(chain.type));
    type.push_back(token.type);
    modified.push_back(token.modified ? 1 : 0);
    period.push_back(periods[static_cast<size_t>(token.chain)]);
    affinity.push_back(token.chain == structure.affinity_chain ? 1.0F : 0.0F);
    for (size_t axis = 0; axis < 3; ++axis) {
      const size_t at = static_cast<size_t>(token.disto) * 3 + axis;
      center.push_back(coordinates.empty() ? 0.0F : coordinates[at]);
    }
  }
  FeatureMap features;
  features["token_index"] = at::arange(n, at::kLong);
  features["residue_index"] = to_tensor(residue);
  features["asym_id"] = to_tensor(asym);
  features["entity_id"] = to_tensor(entity);
  features["sym_id"] = to_tensor(copy);
  features["mol_type"] = to_tensor(mol_type);
  features["res_type"] = at::one_hot(to_tensor(type), residue_types);
  features["modified"] = to_tensor(modified);
  features["cyclic_period"] = to_tensor(period);
  features["affinity_token_mask"] = to_tensor(affinity);
  features["disto_center"] = to_tensor(center, {n, 3});
  features["method_feature"] =
      at::full({n}, stage == FeatureStage::affinity ? method_other : method_x_ray, at::kLong);
  for (const char* mask : {"token_pad_mask", "token_resolved_mask", "token_disto_mask"}) {
    features[mask] = at::ones({n}, at::kFloat);
  }
  add_bonds(list, features);
  features.merge(contact_features(structure, list));
  return features;
}

}  // namespace bb
