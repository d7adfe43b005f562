#include "driver/run/batch_claims.h"

#include <algorithm>

namespace bb {

BatchSource::Answer BatchClaims::next(WorkBatch& batch, bool ahead) {
  const Claim claim = cursor_.claim(ahead ? ClaimFor::ahead : ClaimFor::now);
  if (claim.kind == Claim::Kind::done) { return Answer::done; }
  if (claim.kind == Claim::Kind::wait) { return Answer::wait; }
  const PlannedBatch& planned = plan_.batches[claim.work.batch];
  batch = {};
  batch.index = claim.work.batch;
  batch.structure = {
      .tokens = planned.tokens, .atoms = planned.atoms, .msa_rows = planned.msa_rows};
  batch.affinity = {.tokens = planned.affinity_tokens,
                    .atoms = planned.affinity_atoms,
                    .msa_rows = planned.msa_rows};
  batch.one_at_a_time = claim.one_at_a_time;
  if (claim.kind == Claim::Kind::fail) {
    batch.condemned = Failure{.code = ErrorCode::device,
                              .message = "the batch of this complex broke the device " +
                                         std::to_string(claim.attempt - 1) + " times"};
  }
  const auto rows = plan_.members_of(claim.work.batch);
  const bool any_affinity = std::any_of(
      rows.begin(), rows.end(), [&](uint32_t row) { return affinity_[row] == Status::pending; });
  for (const uint32_t row : rows) {
    // Of those that have theirs too: what is computed beside it changes a result's last bits.
    const bool pending = structure_[row] == Status::pending || affinity_[row] == Status::pending;
    if (only_pending_ && !pending) { continue; }
    WorkMember& member = batch.members.emplace_back();
    member.row = row;
    member.structure = structure_[row] == Status::pending;
    member.affinity = any_affinity && affinity_[row] != Status::not_wanted;
    const auto verdict = condemned_.find(PlaceId(row));
    if (verdict == condemned_.end()) { continue; }
    // What is stored stays: a row that is condemned after its structure was written keeps that.
    const bool keeps = spares_structure(verdict->second.step) || structure_[row] == Status::done;
    (keeps ? member.affinity_condemned : member.condemned) =
        Failure{.code = verdict->second.code, .message = verdict->second.message};
  }
  const std::lock_guard lock(mutex_);
  held_[batch.index] = {.item = claim.item, .seconds = claim.work.seconds};
  return Answer::batch;
}

void BatchClaims::finish(const WorkBatch& batch, WorkReport report) {
  uint32_t item = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto held = held_.extract(batch.index);
    item = held.mapped().item;
    report.predicted_seconds = held.mapped().seconds;
    predicted_seconds_ += report.predicted_seconds;
    measured_seconds_ += report.device_seconds;
  }
  cursor_.finish({.item = item, .work = report});
}

void BatchClaims::retire(GivenBack reason, std::optional<uint64_t> on_device) {
  std::optional<uint32_t> item;
  if (on_device) {
    const std::lock_guard lock(mutex_);
    const auto held = held_.find(*on_device);
    if (held != held_.end()) { item = held->second.item; }
  }
  cursor_.retire(item, reason);
}

double BatchClaims::longest_batch() const {
  const std::lock_guard lock(mutex_);
  double longest = 0;
  for (const auto& [batch, held] : held_) { longest = std::max(longest, double{held.seconds}); }
  const double ratio = predicted_seconds_ > 0 ? measured_seconds_ / predicted_seconds_ : 1;
  return longest * std::max(1.0, ratio);
}

}  // namespace bb
