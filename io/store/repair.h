#pragma once

#include <filesystem>
#include <functional>

#include "io/store/store_header.h"
#include "io/store/store_tables.h"
#include "io/store/verify.h"

namespace bb {

/// Sets what a verification found bad back to pending, and damaged topologies to "not written";
/// counts in `report`. Only bytes of datasets are written, each at its place, the statuses first,
/// so that whatever ends it leaves a store that opens, and another repair or run finds the rest.
void repair_store(const std::filesystem::path& path, const StoreHeader& header,
                  const StoreIndex& index, VerifyReport& report, const std::function<bool()>& stop);

}  // namespace bb
