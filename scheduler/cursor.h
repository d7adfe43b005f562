#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "scheduler/work_list.h"

namespace bb {

struct CursorOptions {
  uint32_t ranks = 1;
  /// How often a batch may break a device. Beyond it nobody computes it again.
  uint32_t max_attempts = 3;
};

/// The answer to a claim.
struct Claim {
  enum class Kind : uint8_t {
    compute,  ///< `work` is the rank's until finish() or give_back()
    fail,     ///< `work` is the rank's, to record its unfinished members as failed, then finish()
    wait,     ///< nothing now, but what others have in flight may come back: ask again later
    done      ///< nothing any more
  };
  Kind kind = Kind::done;
  uint32_t item = 0;  ///< names the work to the cursor
  Work work{};
  uint32_t attempt = 0;        ///< 1 at first; how often devices broke on it, plus 1
  bool one_at_a_time = false;  ///< the last attempt: compute the members one after another
};

/// Whether a rank claims what it computes now, or work to prepare while it computes.
enum class ClaimFor : uint8_t { now, ahead };

enum class GivenBack : uint8_t {
  device_broke,  ///< counts as an attempt
  unfinished     ///< the rank was told to stop, or its batch was abandoned: nobody's fault
};

struct InFlight {
  uint32_t rank = 0;
  uint32_t item = 0;
  Work work{};
  double since = 0;
};

struct CursorNumbers {
  uint64_t size = 0;
  uint64_t finished = 0;
  uint64_t in_flight = 0;
  uint64_t left = 0;  ///< nobody has or has finished
  uint32_t live_ranks = 0;
  double seconds_left = 0;  ///< predicted, of what is not finished, in flight included
  double longest_left = 0;  ///< predicted, of the longest item among these

  bool complete() const noexcept { return finished == size; }
};

/// Hands out a list of work, each item once, in its order; safe to use from many threads. Times
/// are seconds of the caller's clock, kept for in_flight() only.
///
/// Claims ahead are refused near the
/// end, where they would keep work from ranks that have none: with several ranks, when no more is
/// left than one item a rank.
class Cursor {
 public:
  /// Throws std::invalid_argument without ranks or attempts.
  Cursor(std::vector<Work> work, const CursorOptions& options);

  Claim claim(uint32_t rank, ClaimFor purpose, double now);

  /// All of these throw std::logic_error where `item` is not in flight on `rank`.
  void finish(uint32_t rank, uint32_t item);
  /// To the front of what is left.
  void give_back(uint32_t rank, uint32_t item, GivenBack reason);

  /// The rank takes part no more: gives back what it has, `item` (the one on its device, if any)
  /// for `reason` and the others as unfinished. Its later claims get `done`. Idempotent.
  void retire(uint32_t rank, std::optional<uint32_t> item, GivenBack reason);

  /// From now on claims get `done`; what is in flight may still be finished or given back.
  void stop();

  /// By item.
  std::vector<InFlight> in_flight() const;

  CursorNumbers numbers() const;

 private:
  enum class State : uint8_t { untouched, in_flight, returned, finished };
  struct Flight {
    uint32_t rank;
    double since;
  };

  std::optional<uint32_t> take();
  void release(uint32_t rank, uint32_t item, GivenBack reason);
  void require_in_flight(uint32_t rank, uint32_t item) const;

  std::vector<Work> work_;
  CursorOptions options_;
  mutable std::mutex mutex_;
  std::vector<State> state_;
  std::deque<uint32_t> returned_;
  std::unordered_map<uint32_t, uint32_t> broken_;  // item → devices it broke
  std::unordered_map<uint32_t, Flight> flights_;   // by item
  std::vector<uint8_t> retired_;                   // by rank
  uint32_t next_ = 0;                              // all before it have been handed out
  uint64_t finished_ = 0;
  double seconds_left_ = 0;
  uint32_t live_ranks_ = 0;
  bool stopped_ = false;
};

}  // namespace bb
