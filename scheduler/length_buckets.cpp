#include "scheduler/length_buckets.h"

#include <algorithm>

namespace bb {

LengthBuckets::LengthBuckets(std::uint32_t max_tokens, std::uint32_t multiple) {
  constexpr std::uint64_t shortest = 64;
  std::uint64_t end = (shortest + multiple - 1) / multiple * multiple;
  ends_.push_back(static_cast<std::uint32_t>(end));
  while (end < max_tokens) {
    end = (end + end / 8 + multiple) / multiple * multiple;
    ends_.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(end, UINT32_MAX)));
  }
}

std::uint32_t LengthBuckets::of(std::uint32_t tokens) const noexcept {
  const auto at = std::lower_bound(ends_.begin(), ends_.end(), tokens);
  return static_cast<std::uint32_t>(std::min(at, ends_.end() - 1) - ends_.begin());
}

}  // namespace bb
