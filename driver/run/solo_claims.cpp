#include "driver/run/solo_claims.h"

namespace bb {

BatchSource::Answer SoloClaims::next(WorkBatch& batch, bool) {
  const std::lock_guard lock(mutex_);
  if (busy_) { return Answer::wait; }
  if (members_.empty()) {
    const Answer answer = batches_.next(whole_, false);
    if (answer != Answer::batch) { return answer; }
    members_.assign(whole_.members.begin(), whole_.members.end());
    total_ = {};
  }
  batch = whole_;
  batch.members.assign(1, members_.front());
  members_.pop_front();
  busy_ = true;
  return Answer::batch;
}

void SoloClaims::finish(const WorkReport& report) {
  const std::lock_guard lock(mutex_);
  busy_ = false;
  total_.done += report.done;
  total_.failed += report.failed;
  total_.wall_seconds += report.wall_seconds;
  total_.device_seconds += report.device_seconds;
  if (members_.empty()) { batches_.finish(whole_, total_); }
}

}  // namespace bb
