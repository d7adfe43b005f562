#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/input/lists/library_records.h"

namespace bb {

struct FirstLines {
  std::string comment{};  // the first line, if it is one
  std::vector<std::string> rows{};
};

/// The first lines of a file that are neither empty nor comments, at most `most` and 4 MiB of them.
FirstLines first_lines(ByteSource source, size_t most);

/// What separates the fields of these lines of a file with this ending.
Separator choose_separator(std::span<const std::string> lines, std::string_view ending);

/// The same where it is blanks.
Separator choose_blanks(std::span<const std::string> lines);

/// Whether files of this ending (.csv, .tsv, .tab) are tables, with a header as a rule.
bool is_table_ending(std::string_view ending) noexcept;

}  // namespace bb
