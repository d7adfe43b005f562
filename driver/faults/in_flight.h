#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "io/results/step.h"

namespace bb {

/// A row of the list, or a batch of the plan, in one step.
struct InFlightItem {
  uint64_t index = 0;
  Step step = Step::none;
  uint32_t is_batch = 0;
  bool operator==(const InFlightItem&) const = default;
};

/// What one process has in flight, in memory that it shares with its witness. Written with a few
/// stores and no lock, so that a signal's handler can read it.
class InFlightTable {
 public:
  static constexpr size_t size = 160;  // threads; the work of more is not noted

  struct Entry {
    std::atomic<uint32_t> step{0};  // 0: free; `taken` while it is being filled
    std::atomic<uint32_t> is_batch{0};
    std::atomic<uint64_t> index{0};
    std::atomic<int64_t> since{0};  // steady clock, ns
  };
  static constexpr uint32_t taken = UINT32_MAX;

  Entry* begin(const InFlightItem& item) noexcept;  // nullptr where it is full
  void end(Entry* entry) noexcept;

  /// Copies what is in flight to `out` (room for `size`); how many. For a signal's handler.
  size_t copy(InFlightItem* out) const noexcept;
  static InFlightItem read(const Entry& entry) noexcept;

  /// When the last step began or ended, and which items began before `ns`. Steady clock, ns.
  int64_t last_event() const noexcept { return last_event_; }
  std::vector<InFlightItem> older_than(int64_t ns) const;

  /// Whether a suspect is computed with nothing beside it.
  std::atomic<uint32_t> alone{0};

 private:
  std::array<Entry, size> entries_;
  std::atomic<int64_t> last_event_{0};
};

/// The process's own; made at first use.
InFlightTable& in_flight();

/// An item in flight, of the thread that makes it, for as long as this lives.
class InFlightStep {
 public:
  explicit InFlightStep(const InFlightItem& item);
  ~InFlightStep();
  InFlightStep(const InFlightStep&) = delete;
  InFlightStep& operator=(const InFlightStep&) = delete;

  /// That of the thread that asks; nullptr: none. For a signal's handler.
  static const InFlightTable::Entry* of_this_thread() noexcept;

 private:
  InFlightTable::Entry* entry_;
  InFlightTable::Entry* outer_;
};

}  // namespace bb
