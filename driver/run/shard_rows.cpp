#include "driver/run/shard_rows.h"

#include <algorithm>

namespace bb {

std::vector<std::vector<uint64_t>> shard_rows(const Plan& plan, const Survey& survey,
                                              uint32_t count) {
  const uint64_t rows = survey.rows();
  std::vector<uint32_t> shard_of(rows);
  // Rows without a batch: blocks of them, so that the table of none is much longer.
  for (uint64_t row = 0; row < rows; ++row) {
    shard_of[row] = static_cast<uint32_t>(row * count / rows);
  }
  for (uint32_t shard = 0; shard < count; ++shard) {
    for (const uint32_t batch : shard_batches(plan, shard, count)) {
      for (const uint32_t row : plan.members_of(batch)) { shard_of[row] = shard; }
    }
  }
  std::vector<std::vector<uint64_t>> out(count);
  for (uint64_t row = 0; row < rows; ++row) {
    out[shard_of[survey.computed_as[row]]].push_back(row);
  }
  return out;
}

void number_members(Plan& plan, std::span<const uint64_t> rows) {
  for (uint32_t& member : plan.members) {
    const auto place = std::lower_bound(rows.begin(), rows.end(), member);
    const bool here = place != rows.end() && *place == member;
    member = here ? static_cast<uint32_t>(place - rows.begin()) : UINT32_MAX;
  }
}

}  // namespace bb
