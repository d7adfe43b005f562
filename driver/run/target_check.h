#pragma once

#include <filesystem>

#include "io/input/complexes/target.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// The target of a library (--target). Throws UsageError where it is not there or cannot be read.
Target read_library_target(const std::filesystem::path& target);

/// Reads all that the target names (nothing where there is none), so that what keeps it from being
/// used is said once and not of every ligand. Throws UsageError.
void check_library_target(const Preparation& preparation, const std::filesystem::path& target);

}  // namespace bb
