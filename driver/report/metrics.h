#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "scheduler/progress.h"
#include "scheduler/rank_speeds.h"

namespace bb {

/// The state of a run at one moment.
struct MetricsSample {
  ProgressNumbers progress;
  CursorNumbers work;
  std::vector<RankSpeeds::Slow> slow;
  int ranks = 1;
  uint32_t attempt = 1;
};

/// What watches a run from outside reads: a line of JSON now and then, and a Prometheus text file.
/// A file that cannot be written is told of once, and never stops a run.
class Metrics {
 public:
  struct Settings {
    std::filesystem::path lines, prometheus;  // empty: none
    double every = 30;                        // seconds
    std::string store, job;                   // name the run in what is written
  };
  explicit Metrics(Settings settings);

  /// Whether a sample is due at `seconds` of the run.
  bool due(double seconds) const;
  /// What had to be said, once, if a file could not be written.
  std::optional<std::string> write(const MetricsSample& sample, double seconds);

 private:
  bool append_line(const MetricsSample& sample) const;
  bool replace_prometheus(const MetricsSample& sample) const;

  const Settings settings_;
  std::optional<double> last_;
  bool told_ = false;
};

}  // namespace bb
