#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "io/files/byte_source.h"
#include "io/files/csv_reader.h"
#include "io/files/input_error.h"
#include "io/files/line_reader.h"
#include "io/input/complexes/msa.h"

namespace bb {

/// One row of an alignment file as it is written: its letters, of however many lines.
struct MsaRowText {
  /// Where letters of a row begin in the file.
  struct Line {
    size_t first_letter = 0;
    size_t number = 0;
    size_t offset = 0;  // of the letters in the line
  };

  std::string letters{};
  int32_t taxonomy = -1;  // -1: none
  std::vector<Line> lines{};

  /// Adds line and column of a letter to `place`.
  void locate(size_t letter, InputPlace& place) const;
};

/// The rows of an .a3m or .csv alignment, one after another. Private to MsaReader; all members
/// throw InputError.
class MsaText {
 public:
  MsaText(ByteSource source, MsaReader::Format format);

  /// False at the end.
  bool next(MsaRowText& row);

  const std::filesystem::path& name() const noexcept { return name_; }

 private:
  bool next_a3m(LineReader& lines, MsaRowText& row);
  bool next_csv(CsvReader& csv, MsaRowText& row);
  void read_csv_header(CsvReader& csv);
  std::string_view before_zero(std::string_view text, size_t line);

  std::filesystem::path name_;
  std::variant<LineReader, CsvReader> reader_;
  std::string line_;
  size_t zero_line_ = 0;  // where the first zero byte is
  size_t key_column_ = 0;
  size_t sequence_column_ = 1;
  bool header_seen_ = false;
};

}  // namespace bb
