#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/input/components/molecule.h"

namespace bb {

struct ComponentImport {
  std::vector<Molecule> components;  // in the file's order
  /// One per component that was left out or is incomplete: what, and why.
  std::vector<std::string> problems;
};

/// Reads a chemical component dictionary (wwPDB's components.cif, .gz too, or the file of one
/// ligand), block by block, so that the text never is in memory as a whole.
///
/// Given: names, elements, charges, leaving flags, bonds, coordinates (conformers "Ideal" and
/// "Model", each only where complete), molecular weight. NOT given, because it takes RDKit:
/// chirality tags, distance bounds, chiral, stereo and planar constraints (they feed the
/// reference's potentials, --use_potentials, and nothing else that its published models read), and
/// the conformer "Computed". Bonds flagged aromatic become BondType::aromatic; RDKit's perception
/// of aromaticity, which the reference's type_bonds come from, differs for some heterocycles (3 %
/// of bonds of 336 components), and it separates charges where the dictionary does not (neutral
/// nitro groups). So features made from here are close to the reference's, but not equal: where
/// equality matters, import its own components with tools/components/import_mols.py.
///
/// Throws InputError for a file that is no such dictionary.
ComponentImport read_components_cif(const std::filesystem::path& path);

/// The same from text; `name` is for messages.
ComponentImport parse_components_cif(std::string_view text, const std::string& name);

}  // namespace bb
