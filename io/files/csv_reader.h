#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "io/files/line_reader.h"

namespace bb {

struct CsvRecord {
  std::vector<std::string> fields;
  size_t line = 0;    // where it starts
  std::string error;  // not empty: the record is malformed, `fields` is empty
  std::string error_mend;
  size_t error_column = 0;
};

struct CsvOptions {
  char separator = ',';
  bool has_comments = false;      // lines that start with '#' are skipped
  bool has_loose_quotes = false;  // a " within a field that does not start with one is just that
};

/// Comma-separated values as in RFC 4180, record by record. A line break within quotes becomes LF.
/// Lines of white space are skipped.
///
/// A quote that is never closed would swallow whatever follows. Therefore a malformed record costs
/// its first line only: the lines after it are read again as records of their own, and a record has
/// at most 64 lines.
class CsvReader {
 public:
  explicit CsvReader(LineReader lines, CsvOptions options = {})
      : lines_(std::move(lines)), options_(options) {}

  bool next(CsvRecord& record);

  const std::filesystem::path& name() const noexcept { return lines_.name(); }

 private:
  struct Line {
    std::string text;
    size_t number = 0;
    bool cut = false;
  };
  struct Failure {
    const char* what;
    const char* mend;
    size_t column;
  };

  std::optional<Line> next_line();
  std::optional<Failure> parse(Line first, CsvRecord& record, std::vector<Line>& more);

  bool is_skipped(const Line& line) const;

  LineReader lines_;
  CsvOptions options_;
  std::deque<Line> waiting_;  // read and given back
};

}  // namespace bb
