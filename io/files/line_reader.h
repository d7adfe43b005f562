#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "io/files/byte_source.h"
#include "io/files/limits.h"

namespace bb {

/// The lines of a text file one by one, in memory for one line. A line ends with LF, CR LF or CR. A
/// UTF-8 byte order mark is dropped; UTF-16 throws InputError.
class LineReader {
 public:
  explicit LineReader(ByteSource source, size_t max_line_bytes = limits::line_bytes);

  /// Whether there was another line; it is in `line` then, without its ending. Of a line longer
  /// than allowed only the beginning is kept, and cut() says so. Throws InputError where the text
  /// goes on without end and says nothing: one line of limits::endless_bytes, or empty lines of as
  /// many.
  bool next(std::string& line);

  bool cut() const noexcept { return cut_; }
  /// Of the line that next() gave last, 1-based.
  size_t number() const noexcept { return number_; }
  const std::filesystem::path& name() const noexcept { return source_.name(); }

 private:
  bool fill();
  void skip_mark();
  [[noreturn]] void fail_endless(const char* what) const;

  ByteSource source_;
  std::string_view piece_;
  size_t max_line_bytes_;
  size_t number_ = 0;
  size_t empty_bytes_ = 0;  // of the empty lines up to here
  bool cut_ = false;
};

}  // namespace bb
