#include "io/input/lists/library_records.h"

#include <algorithm>
#include <utility>

#include "io/files/text.h"
#include "io/input/lists/chemaxon_extension.h"

namespace bb {
namespace {

constexpr std::string_view blanks = " \t";

// Without the quotes around it, if it has any.
std::string unquoted(std::string_view field) {
  field = trimmed(field);
  if (field.size() < 2 || !field.starts_with('"') || !field.ends_with('"')) {
    return std::string(field);
  }
  std::string out;
  field = field.substr(1, field.size() - 2);
  for (size_t i = 0; i < field.size(); ++i) {
    out += field[i];
    if (field[i] == '"' && i + 1 < field.size() && field[i + 1] == '"') { ++i; }
  }
  return out;
}

// Words, an extension belonging to the word before it.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (line = trimmed(line); !line.empty();) {
    const WrittenSmiles first = split_written_smiles(line);
    const size_t end = first.extension.empty() || first.is_cut
                           ? first.smiles.size()
                           : static_cast<size_t>(first.extension.data() + first.extension.size() +
                                                 1 - line.data());
    words.push_back(line.substr(0, end));
    line = trimmed(line.substr(end));
  }
  return words;
}

}  // namespace

std::vector<std::string> split_line(std::string_view line, Separator separator) {
  std::vector<std::string> fields;
  if (separator == Separator::tab) {
    for (size_t start = 0; start <= line.size();) {
      const size_t end = std::min(line.find('\t', start), line.size());
      fields.push_back(unquoted(line.substr(start, end - start)));
      start = end + 1;
    }
    return fields;
  }
  line = trimmed(line);
  if (separator == Separator::blank_name) {
    const WrittenSmiles parts = split_written_smiles(line);
    const bool whole = parts.is_cut;  // its SMILES says so
    fields.emplace_back(
        whole ? line
              : line.substr(0, parts.rest.empty()
                                   ? line.size()
                                   : static_cast<size_t>(parts.rest.data() - line.data())));
    if (!whole && !parts.rest.empty()) { fields.emplace_back(parts.rest); }
    return fields;
  }
  const std::vector<std::string_view> words = words_of(line);
  if (separator == Separator::name_blank && words.size() > 1) {
    const auto before = static_cast<size_t>(words.back().data() - line.data());
    fields.emplace_back(trimmed(line.substr(0, before)));
    fields.emplace_back(words.back());
    return fields;
  }
  fields.assign(words.begin(), words.end());
  return fields;
}

LibraryRecords::LibraryRecords(ByteSource source, Separator separator) : separator_(separator) {
  LineReader lines(std::move(source), limits::list_line_bytes);
  if (separator == Separator::comma || separator == Separator::semicolon) {
    csv_.emplace(std::move(lines),
                 CsvOptions{.separator = separator == Separator::comma ? ',' : ';',
                            .has_comments = true,
                            .has_loose_quotes = true});
  } else {
    lines_.emplace(std::move(lines));
  }
}

bool LibraryRecords::next(CsvRecord& record) {
  if (csv_) { return csv_->next(record); }
  record = {};
  std::string line;
  do {
    if (!lines_->next(line)) { return false; }
  } while (!lines_->cut() && (line.starts_with('#') || trimmed(line).empty()));
  record.line = lines_->number();
  if (lines_->cut()) {
    record.error = "the line is too long";
  } else {
    record.fields = split_line(line, separator_);
  }
  return true;
}

}  // namespace bb
