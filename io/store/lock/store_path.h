#pragma once

#include <filesystem>

namespace bb {

/// The name under which a store is used, locked and made: symbolic links are followed to the end,
/// so that one store has one lock whichever way it is named. It need not be there. Throws
/// StoreError for a link that leads nowhere or in a circle, for what is there and is no file, and
/// for a file with further names (hard links), by which another job could use it unseen.
std::filesystem::path real_store_path(const std::filesystem::path& store);

}  // namespace bb
