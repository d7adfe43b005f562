#include "driver/report/warning_counts.h"

namespace bb {

WarningCounts count_warnings(std::span<const WarningKinds> kinds) {
  WarningCounts out;
  for (const WarningKinds row : kinds) {
    if (row == 0) { continue; }
    ++out.rows;
    for (const WarningKind kind : all_warning_kinds) {
      if ((row & static_cast<WarningKinds>(kind)) != 0) { ++out.kinds[std::string(name_of(kind))]; }
    }
  }
  return out;
}

std::string describe(const WarningCounts& counts) {
  if (counts.rows == 0) { return {}; }
  std::string out = std::to_string(counts.rows) + (counts.rows == 1 ? " row" : " rows");
  const char* between = ": ";
  for (const auto& [kind, rows] : counts.kinds) {
    out += between + kind + ' ' + std::to_string(rows);
    between = ", ";
  }
  return out;
}

}  // namespace bb
