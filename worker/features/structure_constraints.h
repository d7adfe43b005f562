#pragma once

#include "worker/features/structure.h"

namespace bb {

/// Finds what the complex's constraints name in its structure, whose chains are there: appends
/// bonds, pockets and contacts. Throws InputError for an atom that the structure does not have.
void add_constraints(const Complex& complex, Structure& structure);

/// Finds what the constraints of `whole` name in the structure of `complex`, which lacks some of
/// its chains; what they say of these is left out. Throws InputError.
void check_references(const Complex& whole, const Complex& complex, const Structure& structure);

}  // namespace bb
