#pragma once

#include <cstdint>
#include <vector>

namespace bb {

/// Lengths in classes, each about an eighth longer than the one before.
class LengthBuckets {
 public:
  /// Covers 1 to `max_tokens`; upper ends are multiples of `multiple` ≥ 1.
  LengthBuckets(std::uint32_t max_tokens, std::uint32_t multiple);

  /// 0 is the shortest.
  std::uint32_t of(std::uint32_t tokens) const noexcept;
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(ends_.size()); }
  /// The longest of a bucket.
  std::uint32_t end(std::uint32_t bucket) const { return ends_.at(bucket); }

 private:
  std::vector<std::uint32_t> ends_;
};

}  // namespace bb
