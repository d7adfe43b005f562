#pragma once

#include <atomic>

#include "driver/faults/journal_mark.h"

namespace bb {

/// What this process shares with its witness beside the table of what is in flight.
struct MarkState {
  std::atomic<uint64_t> attempt{0}, offset{0};  // 0: there is no journal
  std::atomic<int32_t> descriptor{-1};
  std::atomic<uint32_t> begun{0}, written{0};
  std::atomic<uint32_t> pretend_out_of_memory{0};  // for tests
  JournalMark mark;
};

MarkState& mark_state();

}  // namespace bb
