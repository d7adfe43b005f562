#pragma once

#include <memory>

#include "driver/options/options.h"
#include "driver/ranks/mpi_session.h"
#include "driver/ranks/staging.h"
#include "driver/report/console.h"
#include "driver/run/survey.h"
#include "io/input/lists/row_table.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// What a run is given, and what makes complexes of it.
struct RunInputs {
  std::shared_ptr<const ComponentLibrary> components;
  std::unique_ptr<RowTable> table;
  std::optional<bool> affinity;  // choose_affinity()
  std::unique_ptr<Preparation> preparation;
};

/// Collective. Throws InputError: no manifest, or nothing in it; UsageError; ComponentError.
RunInputs read_inputs(const MpiSession& mpi, const Options& options, Staging& staging,
                      ChemistryPool& chemistry, const Say& say);

/// Collective: measures all rows of the table, `threads` at a time on each rank, telling `say` how
/// far it is.
Survey survey_inputs(const MpiSession& mpi, const RunInputs& inputs, const Options& options,
                     const Quarantine& quarantine, const RowsWithoutPlace& without_place,
                     int threads, const Say& say);

}  // namespace bb
