#pragma once

#include <filesystem>
#include <string_view>

#include "io/files/file_descriptor.h"

namespace bb {

/// Makes a file for this process alone to write, with the user's umask. What had the name before
/// (the file of a run that died, a link that somebody put there) is removed, never followed or
/// written to. Throws FileError.
FileDescriptor make_new_file(const std::filesystem::path& path);

/// Removes what has the name, if anything, so that a library can make the file itself, with O_EXCL.
/// Throws FileError, for a folder too.
void make_way(const std::filesystem::path& path);

/// Puts a file with this text in the place of `path`, whole or not at all to whoever reads it.
/// `temporary`, in the same folder, is what it is called while it is written. Throws FileError, and
/// leaves nothing behind then.
void replace_file(const std::filesystem::path& path, const std::filesystem::path& temporary,
                  std::string_view text);

}  // namespace bb
