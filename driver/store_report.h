#pragma once

#include <map>
#include <string>

#include "driver/result_counts.h"
#include "io/store/store_reader.h"
#include "scheduler/rank_speeds.h"

namespace bb {

/// What a store says of its run, from the file alone.
struct StoreReport {
  uint64_t rows = 0;
  StageCounts structure, affinity;
  ResultCounts results;
  std::map<ErrorCode, uint64_t> causes;  // of failed rows
  double device_hours = 0;               // that what is done took, on all devices together
  double device_hours_left = 0;          // predicted, at the speed so far; NaN: nothing is known
  uint32_t ranks = 0;                    // that computed something
  std::vector<RankSpeeds::Slow> slow;
};

StoreReport report_on(const StoreReader& store);

std::string to_json(const StoreReport& report, const StoreReader& store);

}  // namespace bb
