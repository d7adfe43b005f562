#pragma once

#include <chrono>
#include <iosfwd>

#include "worker/model/core/tensor.h"

namespace bb::replay {

/// Wall time of each stage of the model over several runs.
class StageTimes {
 public:
  struct Stage {
    std::string name;
    std::vector<double> run_milliseconds;  // several calls in a run (recycling) add up
    int64_t calls_per_run = 0;
  };

  explicit StageTimes(at::Device device) : device_(device) {}

  void start_run();

  /// The stage that just ended. Waits for the device.
  void finish(std::string_view name);

  size_t runs() const { return runs_; }

  /// In the order in which they first ended.
  const std::vector<Stage>& stages() const { return stages_; }

  /// A table: stage, median and shortest milliseconds of the runs, calls per run.
  void print(std::ostream& out) const;

 private:
  void synchronize() const;

  at::Device device_;
  std::chrono::steady_clock::time_point last_;
  size_t runs_ = 0;
  std::vector<Stage> stages_;
};

}  // namespace bb::replay
