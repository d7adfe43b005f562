#pragma once

#include "driver/run/run_plan.h"

namespace bb {

/// Collective: makes the stores of the shards that are asked for, of the whole plan: all, or this
/// job's, whose rows become the table's. Throws UsageError: more shards than batches.
void create_shards(RunContext& run, RunRows& rows, const RunPlan& plan, const RowsSettled& settled);

/// Members that are rows of the list become places in the table; those that it has not, of other
/// shards' batches, become UINT32_MAX.
void number_members(Plan& plan, const RowTable& table);

}  // namespace bb
