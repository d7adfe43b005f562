#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "io/input/byte_source.h"

namespace bb {

// The lines of a text file one by one, in memory for one line. A line ends with LF, CR LF or CR. A
// UTF-8 byte order mark is dropped; UTF-16 throws InputError.
class LineReader {
 public:
  explicit LineReader(ByteSource source, std::size_t max_line_bytes = std::size_t{16} << 20);

  // Whether there was another line; it is in `line` then, without its ending. Of a line longer than
  // allowed only the beginning is kept, and cut() says so.
  bool next(std::string& line);

  bool cut() const noexcept { return cut_; }
  std::size_t number() const noexcept {
    return number_;
  }  // of the line that next() gave last, 1-based
  const std::filesystem::path& name() const noexcept { return source_.name(); }

 private:
  bool fill();
  void skip_mark();

  ByteSource source_;
  std::string_view piece_;
  std::size_t max_line_bytes_;
  std::size_t number_ = 0;
  bool cut_ = false;
};

}  // namespace bb
