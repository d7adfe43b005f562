#include "driver/faults/journal_steps.h"

#include "driver/faults/failpoint.h"
#include "worker/pipeline/predictor.h"

namespace bb {

namespace {

thread_local std::optional<InFlightStep> current;

}  // namespace

void JournalSteps::began(Step step, const WorkBatch& batch, const WorkMember* member) {
  const InFlightItem item{
      .index = member != nullptr ? table_.listed_as(PlaceId(member->row)).value() : batch.index,
      .step = step,
      .is_batch = member != nullptr ? 0U : 1U};
  const bool device = step == Step::structure || step == Step::affinity;
  if (device) {
    const std::lock_guard lock(mutex_);
    on_device_ = item;
  }
  current.emplace(item);
  if (!has_failpoint()) { return; }
  for (const WorkMember& one : batch.members) {
    if (member == nullptr || member->row == one.row) {
      row_failpoint(table_.row(PlaceId(one.row)).id, name_of(item.step));
    }
  }
  if (device && failpoint_reached("lose-device", rank_)) {
    current.reset();
    throw DeviceLost("BB_TEST_FAILPOINT: CUDA error: the device is gone");
  }
}

void JournalSteps::ended() noexcept { current.reset(); }

InFlightItem JournalSteps::on_device() const {
  const std::lock_guard lock(mutex_);
  return on_device_;
}

}  // namespace bb
