#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace bb {

/// Many strings in two allocations.
class StringPool {
 public:
  void push_back(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
    longest_ = std::max(longest_, text.size());
  }

  /// What of it is told from rank to rank (driver/ranks/packing.h).
  static constexpr auto members() {
    return std::tuple(&StringPool::bytes_, &StringPool::ends_, &StringPool::longest_);
  }

  size_t size() const noexcept { return ends_.size(); }
  size_t longest() const noexcept { return longest_; }  ///< bytes

  std::string_view operator[](size_t i) const noexcept {
    const size_t first = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(first, ends_[i] - first);
  }

 private:
  std::string bytes_;
  std::vector<uint64_t> ends_;
  size_t longest_ = 0;
};

}  // namespace bb
