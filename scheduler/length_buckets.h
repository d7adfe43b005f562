#pragma once

#include <cstdint>
#include <vector>

namespace bb {

/// Lengths in classes, each about an eighth longer than the one before.
class LengthBuckets {
 public:
  /// Covers 1 to `max_tokens`; upper ends are multiples of `multiple` ≥ 1.
  LengthBuckets(uint32_t max_tokens, uint32_t multiple);

  /// 0 is the shortest.
  uint32_t of(uint32_t tokens) const noexcept;
  uint32_t size() const noexcept { return static_cast<uint32_t>(ends_.size()); }
  /// The longest of a bucket.
  uint32_t end(uint32_t bucket) const { return ends_.at(bucket); }

 private:
  std::vector<uint32_t> ends_;
};

}  // namespace bb
