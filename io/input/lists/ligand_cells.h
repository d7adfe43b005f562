#pragma once

#include <optional>
#include <string>

#include "io/files/input_error.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

// What the cells of a manifest or library say of a ligand. Throw InputError with `place`.

/// "ATP", or several codes with blanks between: one ligand of several components.
LigandInput ccd_ligand(const std::string& text, const InputPlace& place);

/// true or false, 1 or 0, yes or no; nothing where the cell is empty.
std::optional<bool> affinity_cell(const std::string& text, const InputPlace& place);

}  // namespace bb
