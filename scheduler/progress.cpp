#include "scheduler/progress.h"

#include <algorithm>
#include <limits>

namespace bb {

namespace {
// "Recent" is the last slots of this many seconds.
constexpr double slot_seconds = 15;
constexpr size_t slots = 20;
}  // namespace

Progress::Progress(uint64_t total, uint64_t done, uint64_t failed, double now)
    : total_(total), done_before_(done), failed_before_(failed), start_(now), last_report_(now) {}

void Progress::add(const WorkReport& report, double now) {
  done_ += report.done;
  failed_ += report.failed;
  wall_seconds_ += std::max(0.0, report.wall_seconds);
  device_seconds_ += std::max(0.0, report.device_seconds);
  calibration_.add(report.predicted_seconds, report.wall_seconds);
  last_report_ = std::max(last_report_, now);

  if (recent_.empty() || now >= recent_.back().start + slot_seconds) {
    recent_.push_back({now, 0});
    if (recent_.size() > slots) { recent_.pop_front(); }
  }
  recent_.back().complexes += report.done + report.failed;
}

ProgressNumbers Progress::numbers(double now, const CursorNumbers& work) const {
  ProgressNumbers numbers;
  numbers.total = total_;
  numbers.done = done_before_ + done_;
  numbers.failed = failed_before_ + failed_;
  numbers.elapsed_seconds = std::max(0.0, now - start_);
  const auto per_hour = [](uint64_t complexes, double seconds) {
    return seconds > 0 ? 3600 * static_cast<double>(complexes) / seconds : 0.0;
  };
  numbers.complexes_per_hour = per_hour(done_ + failed_, numbers.elapsed_seconds);

  numbers.recent_complexes_per_hour = numbers.complexes_per_hour;
  const double recent_start = now - slot_seconds * static_cast<double>(slots);
  if (recent_start > start_) {
    uint64_t complexes = 0;
    for (const Slot& slot : recent_) {
      if (slot.start >= recent_start) { complexes += slot.complexes; }
    }
    numbers.recent_complexes_per_hour = per_hour(complexes, now - recent_start);
  }
  if (wall_seconds_ > 0) {
    numbers.device_busy = std::clamp(device_seconds_ / wall_seconds_, 0.0, 1.0);
  }

  if (work.complete()) {
    numbers.eta_seconds = 0;
  } else if (work.live_ranks == 0 || calibration_.count() == 0) {
    numbers.eta_seconds = std::numeric_limits<double>::quiet_NaN();
  } else {
    // Ranks have been busy since the last report, too.
    const double shared = work.seconds_left / work.live_ranks;
    const double left = calibration_.ratio() * std::max(shared, work.longest_left);
    numbers.eta_seconds = std::max(0.0, left - std::max(0.0, now - last_report_));
  }
  return numbers;
}

}  // namespace bb
