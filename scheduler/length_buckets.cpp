#include "scheduler/length_buckets.h"

#include <algorithm>

namespace bb {

LengthBuckets::LengthBuckets(uint32_t max_tokens, uint32_t multiple) {
  constexpr uint64_t shortest = 64;
  uint64_t end = (shortest + multiple - 1) / multiple * multiple;
  ends_.push_back(static_cast<uint32_t>(end));
  while (end < max_tokens) {
    end = (end + end / 8 + multiple) / multiple * multiple;
    ends_.push_back(static_cast<uint32_t>(std::min<uint64_t>(end, UINT32_MAX)));
  }
}

uint32_t LengthBuckets::of(uint32_t tokens) const noexcept {
  const auto at = std::lower_bound(ends_.begin(), ends_.end(), tokens);
  return static_cast<uint32_t>(std::min(at, ends_.end() - 1) - ends_.begin());
}

}  // namespace bb
