#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "io/results/status.h"

namespace bb {

/// Of a row's two stages together.
enum class RowState : uint8_t { pending, done, failed };

RowState row_state(Status structure, Status affinity);

/// Rows of a store by what became of them.
struct ResultCounts {
  uint64_t done = 0, failed = 0, pending = 0;
};

ResultCounts count_results(std::span<const Status> structure, std::span<const Status> affinity);

/// Rows that have warnings, and of each kind how many; a row may have several kinds.
struct WarningCounts {
  uint64_t rows = 0;
  std::map<std::string, uint64_t> kinds;
};

WarningCounts count_warnings(std::span<const WarningKinds> kinds);

/// "3 rows: msa 2, ligand 1"; empty where there are none.
std::string describe(const WarningCounts& counts);

}  // namespace bb
