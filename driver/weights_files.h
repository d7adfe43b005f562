#pragma once

#include <filesystem>

#include "driver/options.h"

namespace bb {

/// Throws UsageError, saying where it looked and how to get them.
std::filesystem::path find_structure_weights(const Options& options);
std::filesystem::path find_affinity_weights(const Options& options);

/// What --components names, or what lies in the cache, or nothing.
std::vector<std::filesystem::path> find_components(const Options& options);

}  // namespace bb
