#include "io/input/lists/sdf_record.h"

#include <algorithm>

#include "io/files/limits.h"
#include "io/files/text.h"

namespace bb {

bool next_sdf_record(LineReader& lines, SdfRecord& record) {
  record = {};
  size_t bytes = 0;
  bool content = false;
  for (std::string line; lines.next(line);) {
    if (record.first_line == 0) { record.first_line = lines.number(); }
    if (line.starts_with("$$$$")) {
      return true;  // even if nothing was before it
    }
    content = content || !trimmed(line).empty();
    bytes += line.size() + sizeof line;
    record.too_large = record.too_large || lines.cut() || bytes > limits::sdf_record_bytes;
    if (!record.too_large) { record.lines.push_back(line); }
  }
  return content;
}

std::vector<SdfField> sdf_fields(const SdfRecord& record) {
  constexpr size_t header_lines = 3;  // of free text
  std::vector<SdfField> fields;
  bool in_value = false;
  for (size_t i = header_lines; i < record.lines.size(); ++i) {
    const std::string& line = record.lines[i];
    if (line.starts_with('>') && !in_value) {
      const size_t open = line.find('<');
      const size_t close = line.rfind('>');
      const bool named = open != line.npos && close > open;
      fields.emplace_back(named ? line.substr(open + 1, close - open - 1)
                                : std::string(trimmed(std::string_view(line).substr(1))),
                          "");
      in_value = true;
    } else if (trimmed(line).empty()) {
      in_value = false;
    } else if (in_value) {
      std::string& value = fields.back().second;
      value.append(value.empty() ? "" : "\n").append(trimmed(line));
    }
  }
  return fields;
}

}  // namespace bb
