#include "driver/faults/quarantined_rows.h"

#include <algorithm>

namespace bb {

std::optional<uint64_t> place_of(const RowTable& table, uint64_t row) {
  const auto selected = table.selected();
  if (selected.empty()) { return row < table.size() ? std::optional(row) : std::nullopt; }
  const auto found = std::lower_bound(selected.begin(), selected.end(), row);
  if (found == selected.end() || *found != row) { return std::nullopt; }
  return static_cast<uint64_t>(found - selected.begin());
}

std::map<uint64_t, Verdict> verdicts_by_place(const Quarantine& quarantine, const RowTable& table) {
  std::map<uint64_t, Verdict> out;
  for (const auto& [row, verdict] : quarantine.condemned()) {
    if (const auto place = place_of(table, row)) { out.emplace(*place, verdict); }
  }
  return out;
}

}  // namespace bb
