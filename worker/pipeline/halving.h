#pragma once

#include <new>

#include <c10/util/Exception.h>

#include "worker/pipeline/predictor.h"

namespace bb {

/// What an exception of the model means for who was in the batch. Throws DeviceLost where the
/// device is; call it in a catch block.
struct ModelFailure {
  Failure failure;       // of a complex that is alone
  bool of_size = false;  // a smaller batch may do
};
ModelFailure current_model_failure(const ComplexLayout& alone);

/// compute(members) of all, or of halves where that runs out of memory; of one by one where it
/// throws for another reason, so that a complex that makes the model throw harms nobody else.
/// Counts the batches that were split. Throws DeviceLost.
template <class Outcome, class Compute>
std::vector<Outcome> halving(std::span<const BatchMember> members, int64_t& splits,
                             const Compute& compute) {
  ModelFailure why;
  try {
    return compute(members);
  } catch (...) { why = current_model_failure(members.front().features.layout.front()); }
  if (members.size() == 1) { return {Outcome(why.failure)}; }
  ++splits;
  const size_t part = why.of_size ? (members.size() + 1) / 2 : 1;
  std::vector<Outcome> out;
  for (size_t first = 0; first < members.size(); first += part) {
    const size_t count = std::min(part, members.size() - first);
    for (Outcome& one : halving<Outcome>(members.subspan(first, count), splits, compute)) {
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace bb
