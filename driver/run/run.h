#pragma once

#include "driver/options/options.h"
#include "driver/run/run_end.h"
#include "io/input/chemistry/chemistry_pool.h"

namespace bb {

/// Collective: one run from its inputs to its summary and its record.
RunEnd run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry);

}  // namespace bb
