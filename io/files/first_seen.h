#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bb {

/// For each text the row in which it first came: 16 bytes a text, which is kept as a 96-bit hash
/// only (among 10 million texts two share one with a chance below 1e-15).
class FirstSeen {
 public:
  /// The earlier row of the same text; nothing if this is the first, which is then remembered. At
  /// most 2^32 - 2 rows.
  std::optional<uint64_t> add(std::string_view text, uint64_t row);

  /// Remembers `row` for a text, whatever was there.
  void put(std::string_view text, uint64_t row);

  /// The row that is remembered for a text.
  std::optional<uint64_t> find(std::string_view text) const noexcept;

  size_t size() const noexcept { return used_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    uint32_t check = 0;
    uint32_t row_plus_one = 0;  // 0: free
  };

  struct Key {
    uint64_t hash = 0;
    uint32_t check = 0;
  };

  static Key key_of(std::string_view text) noexcept;
  size_t place_of(const Key& key) const noexcept;
  void grow();

  std::vector<Slot> slots_;
  size_t used_ = 0;
};

}  // namespace bb
