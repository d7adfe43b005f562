#pragma once

#include <filesystem>

namespace bb {

/// Whether --out can be the store of a run: there is nothing yet in a folder that may be written,
/// or a regular HDF5 file that may. Opens nothing but such a file's first bytes. Throws UsageError.
void check_store_place(const std::filesystem::path& out);

/// Whether a file can be written at `path`, which `option` names; devices can. Throws UsageError.
void check_file_place(const char* option, const std::filesystem::path& path);

}  // namespace bb
