#include "driver/report/result_counts.h"

namespace bb {

RowState row_state(Status structure, Status affinity) {
  if (structure == Status::pending || affinity == Status::pending) { return RowState::pending; }
  const bool failed = structure == Status::failed || affinity == Status::failed;
  return failed ? RowState::failed : RowState::done;
}

ResultCounts count_results(std::span<const Status> structure, std::span<const Status> affinity) {
  ResultCounts out;
  for (uint64_t row = 0; row < structure.size(); ++row) {
    switch (row_state(structure[row], affinity[row])) {
      case RowState::pending:
        ++out.pending;
        break;
      case RowState::done:
        ++out.done;
        break;
      case RowState::failed:
        ++out.failed;
        break;
    }
  }
  return out;
}

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
