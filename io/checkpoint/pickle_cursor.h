#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "io/files/checkpoint_error.h"
#include "io/files/little_endian.h"

namespace bb {

/// The place in a pickle that is being read. Every reading function throws CheckpointError, with
/// the byte of the current opcode, rather than read past the end.
class PickleCursor {
 public:
  PickleCursor(std::span<const std::byte> pickle, std::string label)
      : pickle_(pickle), label_(std::move(label)) {}

  size_t position() const { return at_; }
  size_t left() const { return pickle_.size() - at_; }

  /// Takes the byte that starts an opcode; errors name it from here on.
  uint8_t opcode() {
    start_ = at_;
    return number<uint8_t>();
  }
  bool at_first_opcode() const { return start_ == 0; }

  std::span<const std::byte> take(uint64_t count);
  std::string_view text(uint64_t count);
  std::string_view line();  // without its end
  double big_endian_real();

  /// A little-endian number.
  template <typename T>
  T number() {
    return load_little_endian<T>(take(sizeof(T)), 0);
  }

  [[noreturn]] void fail(const std::string& what, std::string_view mend = download_again) const;

 private:
  std::span<const std::byte> pickle_;
  std::string label_;
  size_t at_ = 0;     // the next byte
  size_t start_ = 0;  // the current opcode
};

}  // namespace bb
