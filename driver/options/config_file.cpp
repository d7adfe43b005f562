#include "driver/options/config_file.h"

#include <algorithm>
#include <cctype>

#include "driver/options/usage_error.h"
#include "io/files/file_error.h"
#include "io/files/input_error.h"
#include "io/files/line_reader.h"
#include "io/files/regular_file.h"
#include "io/files/text.h"

namespace bb {

namespace {

constexpr size_t longest_line = 65'536;

std::string_view without_comment(std::string_view line) {
  for (size_t i = line.find('#'); i != line.npos; i = line.find('#', i + 1)) {
    if (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t') { return line.substr(0, i); }
  }
  return line;
}

// Of a file that is something else nothing is shown.
std::string named(std::string_view text) {
  const bool ours = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == ' ' || c == '-' || c == '_' || c == '.' || c == '[' ||
           c == ']';
  });
  return ours && text.size() <= 40 ? quote(text) : "it";
}

}  // namespace

std::vector<ConfigLine> read_config(const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& problem) {
    throw UsageError("--config " + path.string() + ": " + problem);
  };
  try {
    check_regular_file(path);
  } catch (const FileError& error) {
    refuse(error.is_missing() ? "there is no such file" : error.problem());
  }
  std::vector<ConfigLine> out;
  try {
    LineReader lines(ByteSource::open(path), longest_line);
    for (std::string line; lines.next(line);) {
      const std::string place = path.string() + ", line " + std::to_string(lines.number()) + ": ";
      if (lines.cut()) { throw UsageError(place + "the line is too long"); }
      const std::string_view text = trimmed(without_comment(line));
      if (text.empty()) { continue; }
      const size_t equals = text.find('=');
      const std::string_view name = trimmed(text.substr(0, equals));
      if (equals == text.npos || name.empty()) {
        throw UsageError(place + named(text) + " is not 'name = value'" +
                         (text.front() == '[' ? ": there are no sections here" : ""));
      }
      out.push_back({.number = lines.number(),
                     .name = std::string(name),
                     .value = std::string(trimmed(text.substr(equals + 1)))});
    }
  } catch (const InputError& broken) { throw UsageError(broken.what()); }
  return out;
}

}  // namespace bb
