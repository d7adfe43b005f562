#include "io/files/csv_reader.h"

#include <utility>

#include "io/files/text.h"

namespace bb {
namespace {

constexpr size_t most_lines = limits::csv_record_lines;

}  // namespace

std::optional<CsvReader::Line> CsvReader::next_line() {
  if (!waiting_.empty()) {
    Line line = std::move(waiting_.front());
    waiting_.pop_front();
    return line;
  }
  Line line;
  if (!lines_.next(line.text)) { return std::nullopt; }
  line.number = lines_.number();
  line.cut = lines_.cut();
  return line;
}

bool CsvReader::is_skipped(const Line& line) const {
  const bool is_comment = options_.has_comments && line.text.starts_with('#');
  return !line.cut && (is_comment || trimmed(line.text).empty());
}

// Takes further lines into `more` while a quoted field is open.
std::optional<CsvReader::Failure> CsvReader::parse(Line first, CsvRecord& record,
                                                   std::vector<Line>& more) {
  if (first.cut) { return Failure{"the line is too long", "", 0}; }
  std::string text = std::move(first.text);
  std::string field;
  for (size_t i = 0;;) {
    if (i < text.size() && text[i] == '"') {
      const size_t opened = more.empty() ? i + 1 : 0;  // column, where it is in the first line
      for (++i;;) {
        if (i >= text.size()) {
          std::optional<Line> line = more.size() + 1 < most_lines ? next_line() : std::nullopt;
          const bool usable = line && !line->cut;
          if (line) { more.push_back(*line); }
          if (!usable) {
            return Failure{"a quoted field does not end",
                           "Close it with \", or double a \" that belongs to it", opened};
          }
          field += '\n';
          text = std::move(line->text);
          i = 0;
        } else if (text[i] != '"') {
          field += text[i++];
        } else if (i + 1 < text.size() && text[i + 1] == '"') {
          field += '"';
          i += 2;
        } else {
          ++i;
          break;
        }
      }
      if (i < text.size() && text[i] != options_.separator) {
        return Failure{"there is text after a quoted field",
                       "Double a \" that belongs to the field", more.empty() ? i + 1 : 0};
      }
    } else {
      while (i < text.size() && text[i] != options_.separator) {
        if (text[i] == '"' && !options_.has_loose_quotes) {
          return Failure{"there is a \" within a field that does not start with one",
                         "Put the field in quotes and double the one within",
                         more.empty() ? i + 1 : 0};
        }
        field += text[i++];
      }
    }
    record.fields.push_back(std::move(field));
    field.clear();
    if (i >= text.size()) { return std::nullopt; }
    ++i;  // the separator
  }
}

bool CsvReader::next(CsvRecord& record) {
  record = {};
  std::optional<Line> first = next_line();
  while (first && is_skipped(*first)) { first = next_line(); }
  if (!first) { return false; }
  record.line = first->number;
  std::vector<Line> more;
  const auto failure = parse(std::move(*first), record, more);
  if (failure) {
    record.fields.clear();
    record.error = failure->what;
    record.error_mend = failure->mend;
    record.error_column = failure->column;
    waiting_.insert(waiting_.begin(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
  }
  return true;
}

}  // namespace bb
