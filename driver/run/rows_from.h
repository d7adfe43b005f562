#pragma once

#include <vector>

#include "driver/faults/quarantine.h"
#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"
#include "driver/report/console.h"
#include "driver/run/run_inputs.h"
#include "io/store/layout.h"

namespace bb {

/// Collective: rows of the list that are not done in any of the stores of --rows-from, ascending. A
/// row is done there if its structure is, its affinity too where it is wanted, and all that it was
/// read from is what it is now. Reads what rows name (no chemistry), `threads` at a time. Throws
/// StoreError.
std::vector<RowId> rows_not_done(const MpiSession& mpi, const RunInputs& inputs,
                                 const Options& options, const Quarantine& quarantine, int threads,
                                 const Say& say);

/// Throws UsageError where the stores of --rows-from were made with other settings, so that what is
/// done there is no result of this run.
void check_settings_of_rows_from(const Options& options, const StoreContents& contents,
                                 const StoreAttributes& attributes);

}  // namespace bb
