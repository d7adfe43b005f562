#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "scheduler/plan.h"

namespace bb {

/// What a rank claims: stages of one batch.
struct Work {
  uint32_t batch = 0;  ///< index in Plan::batches
  Stages stages = Stages::structure;
  float seconds = 0;  ///< predicted
  bool operator==(const Work&) const = default;
};

/// Stages of a batch that need no more computing, by the store: every member is done, or failed and
/// not to be tried again.
using DoneStages = std::function<bool(uint32_t batch, Stages stage)>;

/// What is left of a plan, in the order in which it is handed out: longest first. A structure that
/// is not done brings its batch's affinity along, whether that was done or not: it would rest on
/// another structure. `done` may be empty: nothing is.
std::vector<Work> make_work(const Plan& plan, const DoneStages& done);

/// The same of the batches of a shard.
std::vector<Work> make_work(const Plan& plan, const DoneStages& done,
                            std::span<const uint32_t> batches);

}  // namespace bb
