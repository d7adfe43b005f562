#pragma once

#include "io/input/components/molecule.h"

namespace bb::test {

/// C(-O)(=N)…: four atoms, the last of which leaves, with one of every kind of constraint. Not
/// chemistry.
Molecule sample_molecule(std::string code = "XYZ");

}  // namespace bb::test
