#pragma once

#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"
#include "io/input/chemistry/chemistry_pool.h"

namespace bb {

/// Collective: one run from its inputs to its summary. Returns an ExitCode; throws, on all ranks
/// alike, what stopped it before it computed anything.
int run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry);

}  // namespace bb
