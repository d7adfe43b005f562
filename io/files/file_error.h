#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace bb {

/// A file that cannot be used. what() is "path: problem".
class FileError : public std::runtime_error {
 public:
  /// `code`: of errno, 0 where the file is there and is of a wrong kind.
  FileError(const std::filesystem::path& path, std::string problem, int code = 0);

  /// What is wrong, without the path.
  const std::string& problem() const noexcept { return problem_; }
  int code() const noexcept { return code_; }
  bool is_missing() const noexcept;

 private:
  std::string problem_;
  int code_;
};

}  // namespace bb
