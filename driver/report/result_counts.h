#pragma once

#include <cstdint>
#include <span>

#include "io/results/status.h"

namespace bb {

/// Of a row's two stages together.
enum class RowState : uint8_t { pending, done, failed };

inline RowState row_state(Status structure, Status affinity) {
  if (structure == Status::pending || affinity == Status::pending) { return RowState::pending; }
  const bool failed = structure == Status::failed || affinity == Status::failed;
  return failed ? RowState::failed : RowState::done;
}

/// Rows of a store by what became of them.
struct ResultCounts {
  uint64_t done = 0, failed = 0, pending = 0;
};

inline ResultCounts count_results(std::span<const Status> structure,
                                  std::span<const Status> affinity) {
  ResultCounts out;
  for (uint64_t row = 0; row < structure.size(); ++row) {
    switch (row_state(structure[row], affinity[row])) {
      case RowState::pending:
        ++out.pending;
        break;
      case RowState::done:
        ++out.done;
        break;
      case RowState::failed:
        ++out.failed;
        break;
    }
  }
  return out;
}

}  // namespace bb
