#include "scheduler/retry_policy.h"

#include <algorithm>
#include <stdexcept>

namespace bb {

BatchSplitter::BatchSplitter(std::uint32_t count, std::uint32_t largest)
    : pending_{{0, count}}, largest_(std::max(1U, largest)) {}

std::optional<Piece> BatchSplitter::next() {
  current_.reset();
  while (!pending_.empty() && pending_.back().count == 0) pending_.pop_back();
  if (pending_.empty()) return current_;
  Piece& rest = pending_.back();
  const std::uint32_t count = std::min(rest.count, largest_);
  current_ = Piece{rest.first, count};
  rest = {rest.first + count, rest.count - count};
  return current_;
}

BatchSplitter::Verdict BatchSplitter::out_of_memory() {
  if (!current_) throw std::logic_error("no piece of the batch is being computed");
  const Piece piece = *current_;
  current_.reset();
  if (piece.count <= 1) return Verdict::failed;
  pending_.push_back(piece);
  largest_ = (piece.count + 1) / 2;
  return Verdict::halved;
}

}  // namespace bb
