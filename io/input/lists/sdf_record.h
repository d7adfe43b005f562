#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "io/files/line_reader.h"

namespace bb {

/// One record of an SDF: what stands before a line $$$$, or the end of the file.
struct SdfRecord {
  std::vector<std::string> lines{};
  size_t first_line = 0;
  bool too_large = false;  // over limits::sdf_record_bytes: `lines` are the first of them
};

/// False where nothing, or blank lines alone, is left.
bool next_sdf_record(LineReader& lines, SdfRecord& record);

/// Name and value of a data field (`> <MW>`), a value of several lines with LF between.
using SdfField = std::pair<std::string, std::string>;

/// The data fields of a record, which stand behind its mol block.
std::vector<SdfField> sdf_fields(const SdfRecord& record);

}  // namespace bb
