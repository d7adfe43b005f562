#pragma once

#include <compare>
#include <cstdint>

namespace bb {

/// A place in one kind of list, which `Of` tells from places in others.
template <class Of>
class StrongIndex {
 public:
  StrongIndex() = default;
  constexpr explicit StrongIndex(uint64_t value) : value_(value) {}

  constexpr uint64_t value() const { return value_; }
  auto operator<=>(const StrongIndex&) const = default;

 private:
  uint64_t value_ = 0;
};

/// A row of the list that a run is given; whatever store has it.
using RowId = StrongIndex<struct GivenList>;
/// A row of a run's table, and of its store: of a shard's, which has some rows of the list only.
using PlaceId = StrongIndex<struct RunTable>;

}  // namespace bb
