#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace bb {

/// What must be known of a mol block (CTfile V2000 or V3000) before the RDKit reads it: that it has
/// a header, some atoms and not too many, and an end. `lines` are those of one SDF record before
/// `$$$$`, the first of them at `first_line` of `file`. Returns how many lines belong to the mol
/// block, "M  END" included. Throws InputError with the line.
size_t check_mol_block(std::span<const std::string> lines, const std::filesystem::path& file,
                       size_t first_line);

}  // namespace bb
