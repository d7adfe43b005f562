#include "io/input/lists/row_ids.h"

namespace bb {

std::string RowIds::id_of(const std::string& written, uint64_t row) {
  const std::string id = written.empty() ? "row_" + std::to_string(row + 1) : written;
  const auto first = rows_.add(id, row);
  if (!first || *first == row) { return id; }
  if (!has_all_) {
    has_all_ = true;
    read_all_([&](std::string_view other, uint64_t its_row) { rows_.add(other, its_row); });
  }
  for (uint64_t suffix = next_suffixes_.find(id).value_or(2);; ++suffix) {
    std::string other = id + "_" + std::to_string(suffix);
    if (rows_.add(other, row)) { continue; }
    next_suffixes_.put(id, suffix + 1);
    return other;
  }
}

}  // namespace bb
