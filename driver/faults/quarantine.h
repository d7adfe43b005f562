#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "driver/faults/journal_mark.h"
#include "io/input/lists/row_table.h"
#include "io/results/status.h"

namespace bb {

/// Work that was in flight where a process went wrong. Guilty or not: it is computed again with
/// nothing beside it.
struct Suspect {
  uint64_t index = 0;  // row of the list, or batch
  bool is_batch = false;
  Step step = Step::none;
  uint32_t killed = 0;       // how often by the system, for want of memory
  uint32_t otherwise = 0;    // how often of another cause
  uint32_t broke_alone = 0;  // attempts in which it broke devices, with nothing beside it

  /// Whoever had much memory is killed, not who asked for more: once is no reason.
  bool goes_alone() const { return otherwise > 0 || killed > 1; }
};

/// Why a row is not computed.
struct Verdict {
  Step step = Step::none;
  ErrorCode code = ErrorCode::crash;
  std::string message;
};

/// What is known, from attempt to attempt of one run, of rows that bring processes down. A row is
/// condemned when it goes wrong with nothing beside it, after it was suspect.
class Quarantine {
 public:
  /// Takes in what a rank left behind. All that is added between from_text() and text() is of one
  /// attempt.
  void add(const JournalMark& mark);
  /// A row that an earlier run has condemned: its verdict; or, to try it again, a suspect.
  void keep(uint64_t row, Verdict verdict) { condemned_.emplace(row, std::move(verdict)); }
  void retry(uint64_t row);

  const std::map<uint64_t, Verdict>& condemned() const { return condemned_; }  // by row of the list
  const std::vector<Suspect>& suspects() const { return suspects_; }
  bool empty() const { return condemned_.empty() && suspects_.empty(); }
  bool suspects_row(uint64_t row) const;
  bool suspects_batch(uint64_t batch) const;
  /// Condemned rows that the table has.
  std::map<PlaceId, Verdict> verdicts_in(const RowTable& table) const;

  /// JSON, and back. Throws std::exception for what is none of ours.
  std::string text() const;
  static Quarantine from_text(const std::string& text);

 private:
  Suspect& suspect(const InFlightItem& item);

  std::vector<Suspect> suspects_;
  std::set<uint64_t> broke_now_;  // rows counted in broke_alone of one attempt; not kept
  std::map<uint64_t, Verdict> condemned_;
};

}  // namespace bb
