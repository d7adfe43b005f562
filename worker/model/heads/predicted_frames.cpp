#include "worker/model/heads/predicted_frames.h"

#include <limits>

namespace bb {

namespace {

constexpr double max_abs_cosine = 0.9063;  // of the angle at the frame's centre: 25 degrees
constexpr double min_bond_length = 1e-2;   // Å; nearer atoms overlap
constexpr double norm_epsilon = 1e-6;
constexpr int64_t size_step = 32;  // ligands are padded to multiples of it, to be few groups

struct Ligand {
  int64_t complex;
  int64_t first_token;
  int64_t first_atom;
  int64_t atoms;
};

/// Ligands with frames to compute, by their padded size.
std::map<int64_t, std::vector<Ligand>> ligands_by_size(const Features& features) {
  std::map<int64_t, std::vector<Ligand>> groups;
  for (size_t b = 0; b < features.layout.size(); ++b) {
    for (const ChainSpan& chain : features.layout[b].chains) {
      if (chain.mol_type != MolType::nonpolymer || chain.atoms < 3) { continue; }
      if (chain.atoms != chain.tokens) {
        throw FeaturesError("chain " + std::to_string(chain.asym_id) + " of complex " +
                            std::to_string(b) + " is a ligand of " + std::to_string(chain.tokens) +
                            " tokens and " + std::to_string(chain.atoms) +
                            " atoms, but every ligand atom must be its own token");
      }
      const int64_t padded = (chain.atoms + size_step - 1) / size_step * size_step;
      groups[padded].push_back({.complex = static_cast<int64_t>(b),
                                .first_token = chain.first_token,
                                .first_atom = chain.first_atom,
                                .atoms = chain.atoms});
    }
  }
  return groups;
}

/// Frames of ligands of about one size, written into `frames` (B, M, N, 3).
void set_ligand_frames(Tensor& frames, const Tensor& coordinates,
                       const std::vector<Ligand>& ligands, int64_t padded_size) {
  const auto count = static_cast<int64_t>(ligands.size());
  Tensor complex_index = at::empty({count, 1}, at::kLong);         // (L, 1)
  Tensor atom_index = at::zeros({count, padded_size}, at::kLong);  // (L, P)
  Tensor is_padding = at::ones({count, padded_size}, at::kBool);   // (L, P)
  Tensor first_atom = at::empty({count, 1, 1, 1}, at::kLong);      // (L, 1, 1, 1)
  // One entry per ligand atom: where its frame goes, and where it comes from.
  std::vector<int64_t> to_complex, to_token, from_ligand, from_atom;
  for (int64_t l = 0; l < count; ++l) {
    const Ligand& ligand = ligands[static_cast<size_t>(l)];
    complex_index[l].fill_(ligand.complex);
    first_atom[l].fill_(ligand.first_atom);
    atom_index[l]
        .narrow(0, 0, ligand.atoms)
        .copy_(at::arange(ligand.first_atom, ligand.first_atom + ligand.atoms, at::kLong));
    is_padding[l].narrow(0, 0, ligand.atoms).fill_(false);
    for (int64_t atom = 0; atom < ligand.atoms; ++atom) {
      to_complex.push_back(ligand.complex);
      to_token.push_back(ligand.first_token + atom);  // every ligand atom is its own token
      from_ligand.push_back(l);
      from_atom.push_back(atom);
    }
  }
  const at::Device device = coordinates.device();
  const auto on_device = [&](const std::vector<int64_t>& values) {
    return upload(at::tensor(values, at::kLong), device);
  };

  const Tensor x = coordinates
                       .transpose(1, 2)  // (B, A, M, 3)
                       .index({upload(complex_index, device), upload(atom_index, device)})
                       .transpose(1, 2);  // (L, M, P, 3)
  const Tensor distances =
      (x.unsqueeze(3) - x.unsqueeze(2)).square().sum(-1).sqrt();  // (L, M, P, P)
  distances.masked_fill_(upload(is_padding, device).unsqueeze(1).unsqueeze(1),
                         std::numeric_limits<double>::infinity());
  // Stable, so that equal distances give the same frame on every device.
  const std::optional<bool> stable = true;  // a plain bool would be taken for the dimension
  const Tensor order = std::get<1>(at::sort(distances, stable, /*dim=*/-1));  // (L, M, P, P)
  Tensor found = at::stack({order.select(-1, 1), order.select(-1, 0), order.select(-1, 2)}, -1);
  found.add_(upload(first_atom, device));  // (L, M, P, 3)

  const Tensor rows =
      found.transpose(1, 2).index({on_device(from_ligand), on_device(from_atom)});  // (R, M, 3)
  frames.transpose(1, 2).index_put_({on_device(to_complex), on_device(to_token)}, rows);
}

}  // namespace

Tensor predicted_frames(const Features& features, const Tensor& coordinates) {
  const int64_t samples = coordinates.size(1);
  Tensor frames = features.frames_idx.unsqueeze(1)
                      .expand({-1, samples, -1, -1})
                      .clone(at::MemoryFormat::Contiguous);  // (B, M, N, 3)
  for (const auto& [padded_size, ligands] : ligands_by_size(features)) {
    set_ligand_frames(frames, coordinates, ligands, padded_size);
  }
  return frames;
}

Tensor frame_mask(const Features& features, const Tensor& coordinates, const Tensor& frames) {
  const auto atom = [&](int64_t i) {
    const Tensor index = frames.select(-1, i).unsqueeze(-1).expand({-1, -1, -1, 3});
    return coordinates.gather(2, index);  // (B, M, N, 3)
  };
  const Tensor centre = atom(1);
  const Tensor v1 = centre - atom(0), v2 = centre - atom(2);            // (B, M, N, 3)
  const Tensor length1 = v1.norm(2, {-1}), length2 = v2.norm(2, {-1});  // (B, M, N)
  const Tensor cosine = ((v1 / (length1 + norm_epsilon).unsqueeze(-1)) *
                         (v2 / (length2 + norm_epsilon).unsqueeze(-1)))
                            .sum(-1)
                            .abs();  // (B, M, N)
  const Tensor valid =
      (cosine < max_abs_cosine) & (length1 > min_bond_length) & (length2 > min_bond_length);
  return valid.to(coordinates.scalar_type()) *
         features.token_mask.to(coordinates.scalar_type()).unsqueeze(1);
}

}  // namespace bb
