#pragma once

#include "driver/run/run_rows.h"
#include "scheduler/plan.h"
#include "scheduler/plan_arrays.h"

namespace bb {

/// The plan of a run's rows.
struct RunPlan {
  PlanOptions options;
  Plan plan;          ///< members are places in the table
  StoredPlan stored;  ///< with the rows that share results behind its members: rows of the list
};

/// Collective: by the options and the smallest device.
RunPlan make_run_plan(const RunContext& run, const RunRows& rows);

/// The plan that a store keeps; members are rows of the list (RowTable::selected). Throws
/// std::runtime_error for arrays that are no plan.
PlanArrays from_stored(const StoredPlan& stored);

/// What --dry-run prints.
std::string describe(const RunPlan& plan, const Survey& survey, int ranks, uint64_t store_bytes);

}  // namespace bb
