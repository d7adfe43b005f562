#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/store/merge/merge_source.h"

namespace bb {

/// Where the rows of the stores of a merge come to lie in the master. Sources have one after
/// another their rows, with gaps for shards that are missing; of rows of one id one is shown, at
/// the first one's place, and the others' places close up.
class MergePlaces {
 public:
  static constexpr uint64_t nowhere = ~uint64_t{0};

  /// `rows`: of all sources, gaps included. Of one id a row that is done is shown rather than one
  /// that has its structure alone, that one rather than a failed, and a failed one rather than a
  /// pending; of equal ones that of the store that was made last. Throws StoreError (mismatch),
  /// naming ids, where two are done, unless `newest`.
  MergePlaces(const std::vector<MergeSource>& sources, uint64_t rows, bool newest);

  uint64_t rows() const noexcept { return rows_ - closed_.size(); }
  /// Rows that are not shown, since another of their id is.
  uint64_t replaced() const noexcept { return closed_.size(); }

  /// Row of the master; nowhere for one that is not shown, and for a stand-in.
  uint64_t of(const MergeSource& source, uint64_t row) const;
  /// The place, gaps and repeated ids included, that a row of the master had at first.
  uint64_t before_closing(uint64_t row) const;

  /// A row that is shown at another's place.
  struct StandIn {
    uint64_t place = 0;  ///< row of the master
    uint32_t source = 0;
    uint64_t row = 0;
  };
  /// By place.
  const std::vector<StandIn>& stand_ins() const noexcept { return stand_ins_; }

 private:
  struct Seen {
    uint64_t hash = 0, row = 0;  // of its source
    uint32_t source = 0;
  };
  std::vector<Seen> all_ids(const std::vector<MergeSource>& sources) const;
  uint64_t after_closing(uint64_t place) const;

  uint64_t rows_ = 0;
  std::vector<uint64_t> closed_{};               // places that are no more, ascending
  std::vector<std::vector<uint64_t>> hidden_{};  // of each source: rows not at their own place
  std::vector<StandIn> stand_ins_{};
};

}  // namespace bb
