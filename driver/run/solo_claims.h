#pragma once

#include <deque>
#include <mutex>

#include "driver/run/batch_claims.h"

namespace bb {

/// Batches of suspects, a member at a time: the next one comes when the last is written, so that
/// this rank has one row in flight and no other. Padded to the batch's own shape.
class SoloClaims : public BatchSource {
 public:
  explicit SoloClaims(BatchClaims& batches) : batches_(batches) {}

  Answer next(WorkBatch& batch, bool ahead) override;
  /// The member is written.
  void finish(const WorkReport& report);

 private:
  BatchClaims& batches_;
  std::mutex mutex_;
  WorkBatch whole_;
  std::deque<WorkMember> members_;  // still to come
  WorkReport total_;
  bool busy_ = false;
};

}  // namespace bb
