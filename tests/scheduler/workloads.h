#pragma once

#include <cstdint>
#include <vector>

#include "scheduler/complex_size.h"

namespace bb::testing {

/// Proteins: lengths log-normal (median 300, as a proteome's; 30 to 2000), MSAs of 1 to 8192 rows.
std::vector<ComplexSize> proteome(size_t count, uint64_t seed);

/// One target of 300 residues, ligands of 8 to 60 heavy atoms, affinity wanted.
std::vector<ComplexSize> screen(size_t count, uint64_t seed);

/// Half ligands against 200 targets, half proteins; some with affinity, some rows with errors.
std::vector<ComplexSize> mixture(size_t count, uint64_t seed);

}  // namespace bb::testing
