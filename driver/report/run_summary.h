#pragma once

#include <map>
#include <string>
#include <vector>

#include "driver/options/options.h"
#include "driver/report/result_counts.h"
#include "worker/pipeline/pipeline.h"

namespace bb {

/// What one rank did.
struct RankSummary {
  int rank = 0;
  std::string host, error;
  PipelineTimes times;
  std::map<std::string, double, std::less<>> stage_seconds;
  int64_t splits = 0;

  static constexpr auto members() {
    return std::tuple(&RankSummary::rank, &RankSummary::host, &RankSummary::error,
                      &RankSummary::times, &RankSummary::stage_seconds, &RankSummary::splits);
  }
};

/// What a run did, for people and for the run record.
struct RunSummary {
  std::string store, outcome;  // "done", "failures", "stopped", "restart", "error"
  std::string error;
  std::string weights, affinity_weights, residues;  // StoreAttributes'; empty: none was read
  std::vector<std::string> warnings;                // of the run as a whole
  uint64_t rows = 0, computed = 0;
  ResultCounts results;
  WarningCounts row_warnings;
  double seconds = 0, setup_seconds = 0;
  std::vector<RankSummary> ranks;
  std::vector<std::pair<std::string, std::string>> first_failures;  // id, message
};

/// For the end of a run.
std::string describe(const RunSummary& summary);

/// Writes the run record: summary, options, versions. Throws std::runtime_error.
void write_run_record(const std::filesystem::path& path, const RunSummary& summary,
                      const Options& options);

}  // namespace bb
