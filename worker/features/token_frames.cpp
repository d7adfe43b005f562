#include "worker/features/token_frames.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

using Position = std::array<float, 3>;

Position operator-(const Position& a, const Position& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

float dot(const Position& a, const Position& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/// Whether two bonds of a frame are long and far enough from one line.
bool spans_plane(const Position& v1, const Position& v2) {
  const float norm1 = std::sqrt(dot(v1, v1)), norm2 = std::sqrt(dot(v2, v2));
  const float cosine = dot(v1, v2) / ((norm1 + 1e-6F) * (norm2 + 1e-6F));
  return std::abs(cosine) < 0.9063F && norm1 > 1e-2F && norm2 > 1e-2F;
}

/// The place of a name in a token's atoms; 0 where it is missing, and then `complete` becomes
/// false.
int32_t place_of(const AtomList& atoms, size_t token, std::string_view name, bool& complete) {
  const Token& one = atoms.list->tokens[token];
  for (int32_t i = 0; i < one.atoms; ++i) {
    if (atoms.chemistry(static_cast<size_t>(atoms.first_atom[token] + i)).name == name) {
      return i;
    }
  }
  complete = false;
  return 0;
}

struct Frame {
  std::array<int32_t, 3> places{};
  bool complete = false;
};

Frame polymer_frame(const AtomList& atoms, size_t token) {
  const Token& one = atoms.list->tokens[token];
  Frame frame;
  if (one.atoms < 3 || one.type == unknown_protein_token || one.chain_type == ChainType::ligand) {
    return frame;
  }
  std::array<std::string_view, 3> names = {"C1'", "C3'", "C4'"};
  if (one.chain_type == ChainType::protein) { names = {"N", "CA", "C"}; }
  frame.complete = true;
  for (size_t i = 0; i < 3; ++i) {
    frame.places[i] = place_of(atoms, token, names[i], frame.complete);
  }
  return frame;
}

/// Frames of one ligand's atoms `first` … `first + count - 1`, which are its tokens from `token`
/// on.
void add_ligand_frames(const AtomList& atoms, size_t token, size_t first, size_t count,
                       TokenFrames& frames) {
  std::vector<float> distances(count);
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = 0; j < count; ++j) {
      const Position between = atoms.positions[first + i] - atoms.positions[first + j];
      distances[j] = std::sqrt(dot(between, between));
    }
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return distances[a] < distances[b]; });
    const std::array nearest = {order[1], order[0], order[2]};
    for (size_t k = 0; k < 3; ++k) {
      frames.atoms[(token + i) * 3 + k] = static_cast<int64_t>(first + nearest[k]);
    }
    frames.usable[token + i] = true;
  }
}

}  // namespace

TokenFrames token_frames(const AtomList& atoms) {
  const std::vector<Token>& tokens = atoms.list->tokens;
  TokenFrames frames;
  for (size_t token = 0; token < tokens.size(); ++token) {
    const Frame frame = polymer_frame(atoms, token);
    for (const int32_t place : frame.places) {
      frames.atoms.push_back(atoms.first_atom[token] + place);
    }
    frames.usable.push_back(frame.complete);
  }
  for (size_t token = 0; token < tokens.size();) {
    size_t end = token;
    while (end < tokens.size() && tokens[end].chain == tokens[token].chain) { ++end; }
    if (tokens[token].chain_type == ChainType::ligand && end - token >= 3) {
      add_ligand_frames(atoms, token, static_cast<size_t>(atoms.first_atom[token]), end - token,
                        frames);
    }
    token = end;
  }
  for (size_t token = 0; token < tokens.size(); ++token) {
    const auto at = [&](size_t k) {
      return atoms.positions[static_cast<size_t>(frames.atoms[token * 3 + k])];
    };
    if (!spans_plane(at(1) - at(0), at(1) - at(2))) { frames.usable[token] = false; }
  }
  return frames;
}

}  // namespace bb
