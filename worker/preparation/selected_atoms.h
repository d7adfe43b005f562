#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/files/input_error.h"
#include "io/input/chemistry/ligand.h"
#include "io/input/complexes/complex_input.h"

namespace bb {

/// Atoms of a ligand that a complex's constraints do not name but describe (is_selector).
struct SelectedAtoms {
  std::vector<std::string> selectors;  // each once
  std::vector<size_t> lines;           // of the complex's source, where each is met first
};

SelectedAtoms selected_atoms(const Complex& complex, std::span<const std::string> chains);

/// Puts the names that they have in `ligand` in their place. Throws InputError with `place` where a
/// selector means no atom of this ligand, or several.
void name_selected_atoms(Complex& complex, std::span<const std::string> chains,
                         const SelectedAtoms& selected, const Ligand& ligand,
                         const InputPlace& place);

}  // namespace bb
