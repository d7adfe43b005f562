#include "worker/features/atom_structure_features.h"

#include "worker/features/frames.h"

namespace bb {

namespace {

/// One-hot of distances between tokens, (N, N, 1, 64); the first bin before there are coordinates.
Tensor distance_bins(const Tensor& center, bool has_coordinates) {
  constexpr int64_t bins = 64;
  const int64_t tokens = center.size(0);
  if (!has_coordinates) {
    Tensor target = at::zeros({tokens, tokens, 1, bins}, at::kFloat);
    target.select(-1, 0).fill_(1);
    return target;
  }
  const Tensor boundaries = at::linspace(2.0, 22.0, bins - 1);
  const Tensor bin = at::cdist(center, center).unsqueeze(-1).gt(boundaries).sum(-1);
  return at::one_hot(bin, bins).to(at::kFloat).unsqueeze(2);
}

}  // namespace

FeatureMap token_atom_features(const AtomList& atoms, FeatureScope scope) {
  const auto n = static_cast<int64_t>(atoms.atoms.size());
  std::vector<int64_t> rep, center, polymer;
  for (size_t token = 0; token < atoms.list->tokens.size(); ++token) {
    rep.push_back(atoms.disto(token));
    center.push_back(atoms.center(token));
    if (atoms.list->tokens[token].chain_type != ChainType::ligand) {
      polymer.push_back(center.back());
    }
  }
  FeatureMap features;
  features["token_to_rep_atom"] = at::one_hot(to_tensor(rep), n);
  if (scope == FeatureScope::model) { return features; }
  features["token_to_center_atom"] = at::one_hot(to_tensor(center), n);
  features["r_set_to_rep_atom"] = at::one_hot(to_tensor(polymer), n);
  return features;
}

Tensor centred_coordinates(const AtomList& atoms) {
  const auto n = static_cast<int64_t>(atoms.atoms.size());
  const Tensor coordinates = at::empty({1, n, 3}, at::kFloat);
  std::memcpy(coordinates.data_ptr(), atoms.positions.data(),
              atoms.positions.size() * sizeof(atoms.positions[0]));
  return coordinates - coordinates.sum(1, true) / static_cast<double>(n);
}

FeatureMap token_coordinate_features(const AtomList& atoms, FeatureScope scope) {
  const auto tokens = static_cast<int64_t>(atoms.list->tokens.size());
  std::vector<float> disto;
  for (size_t token = 0; token < atoms.list->tokens.size(); ++token) {
    const auto& position = atoms.positions[static_cast<size_t>(atoms.disto(token))];
    disto.insert(disto.end(), position.begin(), position.end());
  }
  const Tensor center = to_tensor(disto, {tokens, 3});
  const TokenFrames frames = token_frames(atoms);
  FeatureMap features;
  if (scope == FeatureScope::reference) {
    features["disto_target"] = distance_bins(center, atoms.has_coordinates);
  }
  features["disto_coords_ensemble"] = center.unsqueeze(0);
  features["frames_idx"] = to_tensor(frames.atoms, {1, tokens, 3});
  features["frame_resolved_mask"] = to_bool_tensor(frames.usable).unsqueeze(0);
  features["ensemble_ref_idxs"] = at::zeros({1}, at::kLong);
  return features;
}

}  // namespace bb
