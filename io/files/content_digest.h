#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bb {

/// 128 bits that tell contents apart: MurmurHash3 (x64, 128 bits, A. Appleby, public domain), which
/// keeps up with any disk. Against edits, not against somebody who makes two files of one digest.
struct ContentDigest {
  uint64_t first = 0, second = 0;
  auto operator<=>(const ContentDigest&) const = default;
};

/// The digest of bytes given piece by piece.
class DigestBuilder {
 public:
  void add(std::string_view bytes);
  /// With its length, so that "ab" "c" is not "a" "bc".
  void add_text(std::string_view text);
  void add_number(uint64_t number);
  /// Of all that was added so far.
  ContentDigest digest() const;

 private:
  void mix(const char* block);

  uint64_t h1_ = 0, h2_ = 0, length_ = 0;
  std::array<char, 16> tail_{};  // length_ % 16 bytes of it
};

/// Checksums of a text's lines, a bounded number of them: of one line each, or of 2, 4, 8, … where
/// there are many. They say where two texts differ.
struct LineChecks {
  uint64_t lines = 0;  ///< the last may lack its end
  uint32_t lines_per_check = 1;
  std::vector<uint32_t> checks{};

  /// Doubles lines_per_check until there are no more than `most`.
  void shorten(size_t most);
};

/// Lines, 1-based, `first` to `last`: where two texts begin to differ. `first` is 0 where that is
/// not known.
struct LineRange {
  uint64_t first = 0, last = 0;
};
LineRange first_difference(LineChecks one, LineChecks other);

/// The checks of a text given piece by piece.
class LineCheckBuilder {
 public:
  static constexpr size_t most_checks = 256;

  void add(std::string_view bytes);
  /// Once, at the end.
  LineChecks finish();

 private:
  void end_line();

  LineChecks made_{};
  uint32_t line_ = 0;  // CRC-32 of the line so far
  bool in_line_ = false;
  uint32_t group_ = 0;     // of the lines that have no check yet
  uint32_t in_group_ = 0;  // how many
};

}  // namespace bb
