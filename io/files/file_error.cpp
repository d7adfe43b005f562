#include "io/files/file_error.h"

#include <cerrno>
#include <utility>

namespace bb {

FileError::FileError(const std::filesystem::path& path, std::string problem, int code)
    : std::runtime_error(path.string() + ": " + problem),
      problem_(std::move(problem)),
      code_(code) {}

bool FileError::is_missing() const noexcept { return code_ == ENOENT || code_ == ENOTDIR; }

}  // namespace bb
