#pragma once

#include <map>
#include <optional>

#include "driver/faults/quarantine.h"
#include "io/input/lists/row_table.h"

namespace bb {

/// Where a row of the list is in the table; nothing where that has it not.
std::optional<uint64_t> place_of(const RowTable& table, uint64_t row);

/// Condemned rows by their place in the table.
std::map<uint64_t, Verdict> verdicts_by_place(const Quarantine& quarantine, const RowTable& table);

}  // namespace bb
