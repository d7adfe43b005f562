#include "driver/ranks/clock.h"

#include <utility>

namespace bb {

Deadline::Deadline(std::chrono::milliseconds time, std::function<void()> late)
    : thread_([this, time, late = std::move(late)] {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, time, [&] { return over_; })) { late(); }
      }) {}

Deadline::~Deadline() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace bb
