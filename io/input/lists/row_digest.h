#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/input/lists/manifest.h"

namespace bb {

/// Of a row's own entry in the list: id, ligand, affinity, the user's columns. Not of its line, nor
/// of where its files lie: what is in them counts, see InputTable.
uint64_t row_digest(const ManifestRow& row);

inline constexpr const char* changed_id = "the id";

/// What of a row's entry is not as it was when its digest was `stored`: "the ligand", "the
/// affinity", changed_id, "the column 'note'". `id` and `user_values` are the stored ones.
std::vector<std::string> changed_fields(const ManifestRow& row, uint64_t stored,
                                        const std::string& id,
                                        const std::vector<std::string>& user_values,
                                        const std::vector<std::string>& user_columns);

}  // namespace bb
