#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "io/results/status.h"

namespace bb {

/// Rows that have warnings, and of each kind how many; a row may have several kinds.
struct WarningCounts {
  uint64_t rows = 0;
  std::map<std::string, uint64_t> kinds;
};

WarningCounts count_warnings(std::span<const WarningKinds> kinds);

/// "3 rows: msa 2, ligand 1"; empty where there are none.
std::string describe(const WarningCounts& counts);

}  // namespace bb
