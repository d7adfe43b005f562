#pragma once

#include "driver/options/options.h"
#include "driver/ranks/machine.h"
#include "driver/run/survey.h"
#include "io/store/layout.h"
#include "scheduler/plan.h"
#include "scheduler/plan_arrays.h"

namespace bb {

/// How batches are planned, of the options and the smallest device. Collective.
PlanOptions plan_options(const MpiSession& mpi, const Options& options, const Machine& machine,
                         int device_threads, const ModelDimensions& dimensions);

/// Rows that share another's results are not planned again.
std::vector<ComplexSize> sizes_to_plan(const Survey& survey);

/// The plan as the store keeps it, with the rows that share results appended to its members, and
/// back; members are rows of the list (RowTable::selected). Throws std::runtime_error for arrays
/// that are no plan.
StoredPlan to_stored(Plan plan, const Survey& survey, const RowTable& table);
PlanArrays from_stored(const StoredPlan& stored);

/// What --dry-run prints.
std::string describe(const Plan& plan, const Survey& survey, const PlanOptions& options, int ranks,
                     uint64_t store_bytes);

}  // namespace bb
