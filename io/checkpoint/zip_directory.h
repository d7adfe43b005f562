#pragma once

#include <string>
#include <vector>

#include "io/checkpoint/zip_archive.h"
#include "io/files/mapped_file.h"

namespace bb {

/// The entries that a zip's central directory lists, in its order, each checked against its own
/// local header and the bounds of the file, but not yet against each other. Throws CheckpointError.
std::vector<ZipEntry> read_zip_directory(const MappedFile& file);

}  // namespace bb
