#pragma once

#include "worker/features/structure.h"

namespace bb {

// Finds what the complex's constraints name in its structure, whose chains are there: appends
// bonds, pockets and contacts. Throws InputError for an atom that the structure does not have.
void add_constraints(const Complex& complex, Structure& structure);

}  // namespace bb
