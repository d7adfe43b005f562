#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace bb {

struct ConfigLine {
  size_t number = 0;  // 1-based
  std::string name, value;
};

/// The lines `name = value` of a --config file. '#' at the start of a line or behind a blank starts
/// a comment. Throws UsageError, with the line, where one is neither, and where the file cannot be
/// read.
std::vector<ConfigLine> read_config(const std::filesystem::path& path);

}  // namespace bb
