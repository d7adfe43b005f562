#pragma once

#include <cstdint>
#include <deque>

#include "scheduler/calibration.h"
#include "scheduler/cursor.h"

namespace bb {

/// What a rank says of a piece of work that it has finished.
struct WorkReport {
  uint64_t done = 0;    ///< complexes now complete
  uint64_t failed = 0;  ///< complexes given up
  double predicted_seconds = 0;
  double wall_seconds = 0;    ///< since the rank's last report: what the work cost the run
  double device_seconds = 0;  ///< of these, with the device computing
};

struct ProgressNumbers {
  uint64_t total = 0;  ///< complexes, those done before this run included
  uint64_t done = 0;
  uint64_t failed = 0;
  double elapsed_seconds = 0;
  double complexes_per_hour = 0;         ///< of this run, done and failed, since its start
  double recent_complexes_per_hour = 0;  ///< over the last minutes
  double device_busy = 0;                ///< share of the ranks' time, 0 to 1
  double eta_seconds = 0;                ///< NaN while nothing can be said
};

/// Counts, rates and the time left; pure numbers. Not for several threads at a time. Times are
/// seconds of one clock of the caller's.
class Progress {
 public:
  /// `done`, `failed`: before this run. `now`: the start of computing.
  Progress(uint64_t total, uint64_t done, uint64_t failed, double now);

  void add(const WorkReport& report, double now);

  /// `work`: the cursor's, now. Its live ranks are those that compute.
  ProgressNumbers numbers(double now, const CursorNumbers& work) const;

  const Calibration& calibration() const noexcept { return calibration_; }

 private:
  struct Slot {
    double start;
    uint64_t complexes;
  };
  uint64_t total_, done_before_, failed_before_;
  uint64_t done_ = 0, failed_ = 0;
  double start_, last_report_;
  double device_seconds_ = 0, wall_seconds_ = 0;
  Calibration calibration_;
  std::deque<Slot> recent_;
};

}  // namespace bb
