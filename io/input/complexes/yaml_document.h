#pragma once

#include <filesystem>
#include <string>

#include <yaml-cpp/yaml.h>

namespace bb {

/// The one document of a YAML text: UTF-8, at most 16 MiB and a million values. Throws InputError
/// with line and column. Private to the YAML parser.
YAML::Node load_yaml(const std::string& text, const std::filesystem::path& file);

}  // namespace bb
