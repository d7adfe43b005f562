#pragma once

#include "driver/run/run_context.h"
#include "driver/run/run_inputs.h"
#include "driver/run/run_weights.h"
#include "io/store/layout.h"

namespace bb {

/// The rows of a run, measured, and what computes them: all that there is to know before a plan.
struct RunRows {
  RunInputs inputs;
  Survey survey;
  RunWeights weights;
  StoreAttributes attributes;

  /// A new store's layout, with this plan.
  StoreLayout layout(const RunContext& run, StoredPlan plan) const;
};

/// What of a run's rows is settled before they are measured.
struct RowsSettled {
  Quarantine quarantine{};
  RowsWithoutPlace without_place{};  ///< in the store that is continued
  bool is_continued = false;         ///< that there is one
  bool has_affinity = false;         ///< whether it was made with affinity weights
};

/// Collective: selects the rows that the stores of --rows-from have not; whether there are any.
bool take_rows_not_done(RunContext& run, RunInputs& inputs, const Quarantine& quarantine);

/// Collective: measures rows. Throws UsageError where none of a new store's has a target that can
/// be used.
Survey survey_run(RunContext& run, const RunInputs& inputs, const RowsSettled& settled);

/// Collective: measures rows and reads weights.
RunRows read_rows(RunContext& run, RunInputs inputs, const RowsSettled& settled);

}  // namespace bb
