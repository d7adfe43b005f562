#pragma once

#include <chrono>
#include <iosfwd>
#include <map>

#include "worker/model/tensor.h"

namespace bb::replay {

/// Wall time of each stage of the model over several runs.
class StageTimes {
 public:
  explicit StageTimes(at::Device device) : device_(device) {}

  void start_run();

  /// The stage that just ended; several calls of one name in a run (recycling) add up.
  void finish(std::string_view stage);

  /// A table: stage, median and shortest milliseconds of the runs, calls per run.
  void print(std::ostream& out) const;

 private:
  struct Stage {
    std::vector<double> run_milliseconds;
    int64_t calls_per_run = 0;
  };

  void synchronize() const;

  at::Device device_;
  std::chrono::steady_clock::time_point last_;
  size_t runs_ = 0;
  std::vector<std::string> order_;
  std::map<std::string, Stage, std::less<>> stages_;
};

}  // namespace bb::replay
