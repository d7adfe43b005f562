#include "worker/features/affinity_crop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>

namespace bb {
namespace {

float distance(std::span<const float> coordinates, int32_t a, int32_t b) {
  float sum = 0;
  for (size_t axis = 0; axis < 3; ++axis) {
    const float d = coordinates[static_cast<size_t>(a) * 3 + axis] -
                    coordinates[static_cast<size_t>(b) * 3 + axis];
    sum += d * d;
  }
  return std::sqrt(sum);
}

/// Every token's distance to the nearest of the ligand's.
std::vector<float> ligand_distances(const Structure& structure, const TokenList& list,
                                    std::span<const float> coordinates) {
  std::vector<float> distances;
  for (const Token& token : list.tokens) {
    float nearest = std::numeric_limits<float>::infinity();
    for (const Token& other : list.tokens) {
      if (other.chain != structure.affinity_chain) { continue; }
      nearest = std::min(nearest, distance(coordinates, token.center, other.center));
    }
    distances.push_back(nearest);
  }
  return distances;
}

/// The token with what of its chain comes along: all of a short chain; else whole residues about
/// it, as many as reach `neighbourhood` tokens.
std::vector<int32_t> with_neighbours(const TokenList& list, const Token& token,
                                     size_t neighbourhood) {
  const auto range =
      std::equal_range(list.tokens.begin(), list.tokens.end(), token,
                       [](const Token& a, const Token& b) { return a.chain < b.chain; });
  const auto wide = static_cast<int32_t>(neighbourhood);
  std::vector<int32_t> taken;
  for (int32_t reach = 0;; ++reach) {
    taken.clear();
    const bool all = static_cast<size_t>(range.second - range.first) <= neighbourhood;
    for (auto other = range.first; other != range.second; ++other) {
      const int32_t apart = std::abs(other->in_chain - token.in_chain);
      if (all || apart <= std::min(reach, wide)) { taken.push_back(other->index); }
    }
    // Further out than `wide` there is nothing to take: a sparse chain stays below the number
    // wanted.
    if (taken.size() >= neighbourhood || all || reach >= wide) { return taken; }
  }
}

}  // namespace

TokenList crop_for_affinity(const Structure& structure, const TokenList& list,
                            std::span<const float> coordinates, const AffinityCrop& limits) {
  if (structure.affinity_chain < 0) {
    throw std::invalid_argument("crop_for_affinity: no ligand is asked for");
  }
  if (coordinates.size() != structure.atoms.size() * 3) {
    throw std::invalid_argument("crop_for_affinity: coordinates do not fit the structure");
  }
  const std::vector<float> distances = ligand_distances(structure, list, coordinates);
  std::vector<size_t> order(list.tokens.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return distances[a] < distances[b]; });

  std::set<int32_t> kept;
  size_t atoms = 0, polymer_tokens = 0;
  for (const size_t next : order) {
    std::vector<int32_t> added = with_neighbours(list, list.tokens[next], limits.neighbourhood);
    std::erase_if(added, [&](int32_t index) { return kept.contains(index); });
    size_t new_atoms = 0, new_polymer = 0;
    for (const int32_t index : added) {
      const Token& token = list.tokens[static_cast<size_t>(index)];
      new_atoms += static_cast<size_t>(token.atoms);
      new_polymer += token.chain_type != ChainType::ligand ? 1 : 0;
    }
    if (kept.size() + added.size() > limits.max_tokens || atoms + new_atoms > limits.max_atoms ||
        polymer_tokens + new_polymer > limits.max_polymer_tokens) {
      break;
    }
    kept.insert(added.begin(), added.end());
    atoms += new_atoms;
    polymer_tokens += new_polymer;
  }

  TokenList crop;
  for (const int32_t index : kept) {
    crop.tokens.push_back(list.tokens[static_cast<size_t>(index)]);
  }
  for (const TokenBond& bond : list.bonds) {
    if (kept.contains(bond.first) && kept.contains(bond.second)) { crop.bonds.push_back(bond); }
  }
  return crop;
}

}  // namespace bb
