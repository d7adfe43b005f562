#pragma once

#include <filesystem>

#include "worker/preparation.h"

namespace bb {

/// Reads the target of a library (--target; nothing where it is empty), so that what keeps it from
/// being used is said once and not of every ligand. Throws UsageError.
void check_library_target(const Preparation& preparation, const std::filesystem::path& target);

}  // namespace bb
