#pragma once

#include <span>

#include "worker/features/tokens.h"

namespace bb {

struct AffinityCrop {
  size_t max_tokens = 256;
  size_t max_atoms = 2048;
  size_t max_polymer_tokens = 200;
  size_t neighbourhood = 10;  // tokens of a chain that are taken together
};

/// The tokens about the affinity ligand: by their centres' distance to it, each with its neighbours
/// in the chain, until one more would exceed a limit. `coordinates`: (atoms of the structure, 3) Å.
/// Of equal distances the earlier token comes first. Throws std::invalid_argument for a structure
/// without affinity ligand, or other coordinates than its atoms'.
TokenList crop_for_affinity(const Structure& structure, const TokenList& list,
                            std::span<const float> coordinates, const AffinityCrop& limits = {});

}  // namespace bb
