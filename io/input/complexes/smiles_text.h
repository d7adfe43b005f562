#pragma once

#include <string_view>

#include "io/files/input_error.h"

namespace bb {

/// What can be told of a SMILES without chemistry: its characters, and that its brackets and
/// parentheses close. Throws InputError with `place` and the letter. That it passes says nothing of
/// whether it is a molecule.
void check_smiles_text(std::string_view smiles, const InputPlace& place);

}  // namespace bb
