#include "worker/replay/stage_times.h"

#include <algorithm>
#include <iomanip>
#include <ostream>

#include <c10/core/impl/VirtualGuardImpl.h>

namespace bb::replay {

namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

// The device's own guard, because the program links no CUDA library by itself.
void StageTimes::synchronize() const {
  if (device_.is_cpu()) { return; }
  c10::impl::VirtualGuardImpl(device_.type()).synchronizeDevice(device_.index());
}

void StageTimes::start_run() {
  synchronize();
  ++runs_;
  for (Stage& stage : stages_) { stage.calls_per_run = 0; }
  last_ = std::chrono::steady_clock::now();
}

void StageTimes::finish(std::string_view name) {
  synchronize();
  const auto now = std::chrono::steady_clock::now();
  const double milliseconds = std::chrono::duration<double, std::milli>(now - last_).count();
  auto stage = std::ranges::find(stages_, name, &Stage::name);
  if (stage == stages_.end()) {
    stage = stages_.insert(stages_.end(),
                           {.name = std::string(name), .run_milliseconds = {}, .calls_per_run = 0});
  }
  stage->run_milliseconds.resize(runs_, 0.0);
  stage->run_milliseconds.back() += milliseconds;
  ++stage->calls_per_run;
  last_ = std::chrono::steady_clock::now();
}

void StageTimes::print(std::ostream& out) const {
  out << std::left << std::setw(14) << "stage" << std::right << std::setw(12) << "median ms"
      << std::setw(12) << "least ms" << std::setw(8) << "calls" << '\n'
      << std::fixed << std::setprecision(2);
  std::vector<double> totals(runs_, 0.0);
  for (const Stage& stage : stages_) {
    for (size_t run = 0; run < stage.run_milliseconds.size(); ++run) {
      totals[run] += stage.run_milliseconds[run];
    }
    out << std::left << std::setw(14) << stage.name << std::right << std::setw(12)
        << median(stage.run_milliseconds) << std::setw(12)
        << *std::ranges::min_element(stage.run_milliseconds) << std::setw(8) << stage.calls_per_run
        << '\n';
  }
  if (runs_ == 0) { return; }
  out << std::left << std::setw(14) << "total" << std::right << std::setw(12) << median(totals)
      << std::setw(12) << *std::ranges::min_element(totals) << '\n';
}

}  // namespace bb::replay
