#include "worker/replay/timed_noise.h"

#include <c10/core/impl/VirtualGuardImpl.h>

namespace bb::replay {

StepNoise TimedNoise::step(int64_t index) {
  if (!device_.is_cpu()) {
    // The backend's default flag is the one with timing.
    c10::Event& event = events_.emplace_back(device_.type(), c10::EventFlag::BACKEND_DEFAULT);
    event.record(c10::impl::VirtualGuardImpl(device_.type()).getStream(device_));
  }
  host_.push_back(std::chrono::steady_clock::now());
  return inner_->step(index);
}

std::vector<double> TimedNoise::device_milliseconds() const {
  if (device_.is_cpu()) { return host_milliseconds(); }
  std::vector<double> steps;
  for (size_t i = 1; i < events_.size(); ++i) {
    steps.push_back(events_[i - 1].elapsedTime(events_[i]));
  }
  return steps;
}

std::vector<double> TimedNoise::host_milliseconds() const {
  std::vector<double> steps;
  for (size_t i = 1; i < host_.size(); ++i) {
    steps.push_back(std::chrono::duration<double, std::milli>(host_[i] - host_[i - 1]).count());
  }
  return steps;
}

}  // namespace bb::replay
