#pragma once

#include <filesystem>

#include "driver/options/options.h"
#include "worker/model_file.h"

namespace bb {

/// Throws UsageError, saying where it looked and how to get them.
std::filesystem::path find_structure_weights(const Options& options);
std::filesystem::path find_affinity_weights(const Options& options);

/// Throws UsageError where a file is of the other kind than it is given as.
void require_kind(const std::filesystem::path& file, ModelKind found, ModelKind wanted);

/// Finds the model of that kind and looks into its file (look_into_model). Throws UsageError,
/// CheckpointError.
ModelDescription look_into_weights(const Options& options, ModelKind kind);

/// What --components names, or what lies in the cache, or nothing.
std::vector<std::filesystem::path> find_components(const Options& options);

}  // namespace bb
