#pragma once

#include <cstddef>
#include <vector>

#include <gemmi/metadata.hpp>
#include <gemmi/model.hpp>

namespace bb {

// Which residues of a chain are a polymer, where the file does not say; gemmi 0.6.5's rules, since
// the packaged gemmi's are older.

/// What these residues make, those that are known to be no polymer left out.
gemmi::PolymerType polymer_type(const std::vector<gemmi::Residue>& residues);

/// Marks the residues of a chain that are its polymer; returns how many, from the first on.
size_t mark_polymer(gemmi::Chain& chain);

}  // namespace bb
