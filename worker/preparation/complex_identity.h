#pragma once

#include <map>
#include <string>

#include "io/input/complexes/complex_input.h"

namespace bb {

/// SMILES that the molecules of a complex are built from, by the entity's index; of those given as
/// SMILES or mol block.
using LigandSmiles = std::map<size_t, std::string>;

/// What a complex is: its entities in order, of each the type, the number of chains, and the
/// sequence, modifications and cyclisation or the ligand. Nothing of its ids, chain names, files,
/// MSAs, templates and constraints. Random numbers are keyed by it, so that equal complexes draw
/// equal ones.
std::string describe_complex(const Complex& complex, const LigandSmiles& smiles);

/// describe_complex() and all else that a complex's numbers, topology and stored names follow from:
/// chain names, the files of MSAs and templates (by name), constraints, the affinity binder. Where
/// two of them are equal, computing one computes both.
std::string describe_inputs(const Complex& complex, const LigandSmiles& smiles);

}  // namespace bb
