#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bb {

/// Members of a batch that are computed together: `count` of them from `first`.
struct Piece {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  bool operator==(const Piece&) const = default;
};

/// In which pieces a batch is computed when memory runs out: halves, down to single complexes, and
/// one that does not fit alone fails. What did not fit once is not tried again at that size: later
/// pieces of the batch, padded to the same shape, are halved beforehand.
class BatchSplitter {
 public:
  /// `largest`: of a piece, from the start (1 for Claim::one_at_a_time).
  explicit BatchSplitter(std::uint32_t count, std::uint32_t largest = UINT32_MAX);

  /// In members' order; nothing when all were handed out.
  std::optional<Piece> next();

  enum class Verdict : std::uint8_t { halved, failed };
  /// The last piece given by next() did not fit: its halves come next; or it was a single complex,
  /// which fails. Throws std::logic_error before the first next() or twice for one.
  Verdict out_of_memory();

  /// Size of the largest piece that may still be tried; below `count` the batch was split, which
  /// the store records.
  std::uint32_t largest() const noexcept { return largest_; }

 private:
  std::vector<Piece> pending_;  // the last one is next
  std::optional<Piece> current_;
  std::uint32_t largest_;
};

}  // namespace bb
