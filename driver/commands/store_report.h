#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "driver/report/result_counts.h"
#include "io/store/lock/lock_holder.h"
#include "io/store/store_reader.h"
#include "scheduler/rank_speeds.h"

namespace bb {

/// Whether a job computes for a store now, by the lock beside it.
struct Running {
  std::optional<LockHolder> holder;  // that has the lock, or had it when it died
  bool alive = false;                // its heart beats
};

/// What a store, or one of those that a master shows, says of its run.
struct StorePart {
  std::filesystem::path path;
  ResultCounts results;
  uint64_t structures = 0;  // that are done
  double device_hours = 0;  // that what is done took, on all devices together
  uint32_t ranks = 0;       // that computed something
  Running running;
};

/// The same from the file and the locks alone, and what is left.
struct StoreReport {
  uint64_t rows = 0;
  StageCounts structure, affinity;
  StorePart whole;
  std::vector<StorePart> parts;          // of a master, as they were merged
  std::map<ErrorCode, uint64_t> causes;  // of failed rows
  WarningCounts warnings;
  uint64_t copies = 0;                 // rows that share another's results
  double device_hours_left = 0;        // predicted, at the speed so far; NaN: nothing is known
  std::vector<RankSpeeds::Slow> slow;  // never of a master, whose parts count ranks alike

  /// Whether a job computes for the store, or for a part of it.
  bool runs() const;
};

StoreReport report_on(const StoreReader& store);

/// One line; with `failed_rows`, a list of these.
std::string to_json(const StoreReport& report, const StoreReader& store, bool failed_rows);

}  // namespace bb
