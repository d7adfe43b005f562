#include "worker/features/token_features.h"

#include <map>

#include "worker/features/contact_features.h"

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

void add_bonds(const TokenList& list, TokenFeatures& f) {
  const auto n = static_cast<int64_t>(list.tokens.size());
  std::map<int32_t, int64_t> place;
  for (int64_t i = 0; i < n; ++i) { place[list.tokens[static_cast<size_t>(i)].index] = i; }
  f.token_bonds = at::zeros({1, n, n}, at::kFloat);
  f.type_bonds = at::zeros({1, n, n}, at::kLong);
  auto bond = f.token_bonds.accessor<float, 3>()[0];
  auto type = f.type_bonds.accessor<int64_t, 3>()[0];
  for (const TokenBond& one : list.bonds) {
    const auto first = place.find(one.first), second = place.find(one.second);
    if (first == place.end() || second == place.end()) {
      continue;  // cropped away
    }
    bond[first->second][second->second] = bond[second->second][first->second] = 1;
    type[first->second][second->second] = type[second->second][first->second] = one.type;
  }
}

}  // namespace

TokenFeatures token_features(const Structure& structure, const TokenList& list,
                             FeatureStage stage) {
  constexpr int64_t method_x_ray = 1, method_other = 4;
  const auto n = static_cast<int64_t>(list.tokens.size());
  const std::vector<float> periods = cyclic_periods(structure);
  std::vector<int64_t> residue, asym, entity, copy, mol_type, type, modified;
  std::vector<float> period, affinity;
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
  }
  TokenFeatures f;
  f.token_index = at::arange(n, at::kLong).unsqueeze(0);
  f.residue_index = as_row(residue);
  f.asym_id = as_row(asym);
  f.entity_id = as_row(entity);
  f.sym_id = as_row(copy);
  f.mol_type = as_row(mol_type);
  f.res_type = at::one_hot(as_row(type), residue_types).to(at::kFloat);
  f.token_mask = at::ones({1, n}, at::kFloat);
  f.method_feature =
      at::full({1, n}, stage == FeatureStage::affinity ? method_other : method_x_ray, at::kLong);
  f.modified = as_row(modified);
  f.cyclic_period = as_row(period);
  f.affinity_token_mask = as_row(affinity);
  std::tie(f.contact_conditioning, f.contact_threshold) = contact_features(structure, list);
  add_bonds(list, f);
  return f;
}

}  // namespace bb
