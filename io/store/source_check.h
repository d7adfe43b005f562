#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "io/store/store_header.h"

namespace bb {

/// What keeps results of `other` out of one table with those of `reference`, which has affinities
/// if any store of the table has: settings that differ, but for the model of affinities where
/// `other` has none, since nobody asked for any.
std::vector<SettingDifference> merge_differences(const StoreHeader& reference,
                                                 const StoreHeader& other);

/// What is wrong with store `index` of a master at `path`: it is missing, cannot be opened, or is
/// not the one that was merged. Empty: nothing.
std::string source_problem(const std::filesystem::path& path, const StoreHeader& master,
                           size_t index);

}  // namespace bb
