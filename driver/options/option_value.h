#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "driver/options/shard.h"

namespace bb {

/// The text given for an option is no value of it; what() is what it must be: "must be a whole
/// number from 2 to 100".
class BadValue : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The least and the greatest value that an option takes.
template <class T>
struct Bounds {
  T least = std::numeric_limits<T>::lowest();
  T greatest = std::numeric_limits<T>::max();
};

/// The number that `text` is from its first to its last character, for int, int64_t, uint32_t,
/// uint64_t and double. Throws BadValue where it is none, has a fraction that T does not, is not
/// finite, or is out of bounds.
template <class T>
T number_of(std::string_view text, const Bounds<T>& bounds);

/// As number_of reads it again, and a store has always held it: 1.5, 30.
template <class T>
std::string text_of_number(T number);

/// true and false, yes and no, on and off, 1 and 0. Throws BadValue.
bool flag_of(std::string_view text);

/// "60G" in bytes, 0 for auto. Throws BadValue.
uint64_t bytes_of(std::string_view text);

/// Seconds; 0 for never, -1 for auto. Throws BadValue.
double stall_seconds_of(std::string_view text);

/// "2/4" is the second of four. Throws BadValue.
Shard shard_of(std::string_view text);

constexpr uint32_t most_shards = 100'000;

/// Throws the BadValue of a text that is none of `allowed`.
[[noreturn]] void refuse_choice(std::string_view text, std::span<const std::string_view> allowed);

}  // namespace bb
