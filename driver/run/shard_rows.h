#pragma once

#include <vector>

#include "driver/run/survey.h"
#include "scheduler/plan.h"

namespace bb {

/// (count) rows of each shard, ascending; together they are all. A row that shares another's
/// results is with that; a row with an error is somewhere.
std::vector<std::vector<uint64_t>> shard_rows(const Plan& plan, const Survey& survey,
                                              uint32_t count);

/// Members that are rows of the manifest become places in `rows`, which is ascending; those that
/// are not among them, of other shards' batches, become UINT32_MAX.
void number_members(Plan& plan, std::span<const uint64_t> rows);

}  // namespace bb
