#pragma once

#include <mutex>
#include <unordered_map>

#include "driver/cursor_server.h"
#include "io/store/store_writer.h"
#include "worker/pipeline/pipeline.h"

namespace bb {

/// The shared cursor as the pipeline's source of batches.
class BatchClaims : public BatchSource {
 public:
  /// `structure`, `affinity`: status of each row when the run began.
  BatchClaims(CursorClient& cursor, const Plan& plan, std::span<const Status> structure,
              std::span<const Status> affinity)
      : cursor_(cursor),
        plan_(plan),
        structure_(structure.begin(), structure.end()),
        affinity_(affinity.begin(), affinity.end()) {}

  Answer next(WorkBatch& batch, bool ahead) override;

  /// The batch is written.
  void finish(const WorkBatch& batch, WorkReport report);
  /// Nothing more is computed here: gives back what was claimed and not finished. `on_device`: the
  /// batch that was on the device, and is to blame where that broke.
  void retire(GivenBack reason, std::optional<uint64_t> on_device);

 private:
  struct Held {
    uint32_t item;
    float seconds;  // predicted
  };

  CursorClient& cursor_;
  const Plan& plan_;
  const std::vector<Status> structure_, affinity_;
  std::mutex mutex_;
  std::unordered_map<uint64_t, Held> held_;  // by batch
};

}  // namespace bb
