#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/csv_reader.h"

namespace bb {

/// What separates the fields of a text file of ligands.
enum class Separator : uint8_t {
  comma,
  semicolon,
  tab,
  blanks,      // a field holds none
  blank_name,  // SMILES first, then a name that may hold blanks
  name_blank,  // SMILES last
};

/// The fields of one line; not for commas and semicolons, whose records may take several lines. A
/// SMILES and its ChemAxon extension (`CCO |&1:1|`) are one field.
std::vector<std::string> split_line(std::string_view line, Separator separator);

/// The records of a text file of ligands: lines, but where quoted fields span several. Empty lines
/// and those that start with '#' are skipped.
class LibraryRecords {
 public:
  LibraryRecords(ByteSource source, Separator separator);

  bool next(CsvRecord& record);

 private:
  Separator separator_;
  std::optional<CsvReader> csv_;
  std::optional<LineReader> lines_;
};

}  // namespace bb
