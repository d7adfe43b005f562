#pragma once

#include <mutex>
#include <unordered_map>

#include "driver/faults/quarantine.h"
#include "driver/ranks/cursor_server.h"
#include "io/input/lists/row_id.h"
#include "io/store/store_writer.h"
#include "worker/pipeline/pipeline.h"

namespace bb {

/// The shared cursor as the pipeline's source of batches.
class BatchClaims : public BatchSource {
 public:
  /// `structure`, `affinity`: status of each row when the run began. `condemned`: rows that are not
  /// computed, by place in the table. `only_pending`: leaves members out that have all their
  /// results.
  BatchClaims(CursorClient& cursor, const Plan& plan, std::span<const Status> structure,
              std::span<const Status> affinity, std::map<PlaceId, Verdict> condemned,
              bool only_pending)
      : cursor_(cursor),
        plan_(plan),
        structure_(structure.begin(), structure.end()),
        affinity_(affinity.begin(), affinity.end()),
        condemned_(std::move(condemned)),
        only_pending_(only_pending) {}

  Answer next(WorkBatch& batch, bool ahead) override;

  /// The batch is written.
  void finish(const WorkBatch& batch, WorkReport report);
  /// Nothing more is computed here: gives back what was claimed and not finished. `on_device`: the
  /// batch that was on the device, and is to blame where that broke.
  void retire(GivenBack reason, std::optional<uint64_t> on_device);

  /// Of the batches that are claimed and not written: predicted seconds of the longest, or what they
  /// come to at the speed measured so far where that is less than predicted; 0: there is none.
  double longest_batch() const;

 private:
  struct Held {
    uint32_t item;
    float seconds;  // predicted
  };

  CursorClient& cursor_;
  const Plan& plan_;
  const std::vector<Status> structure_, affinity_;
  const std::map<PlaceId, Verdict> condemned_;
  const bool only_pending_;
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, Held> held_;  // by batch
  double predicted_seconds_ = 0, measured_seconds_ = 0;
};

}  // namespace bb
