#include "io/input/complexes/msa_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "io/files/limits.h"
#include "io/files/text.h"

namespace bb {
namespace {

std::variant<LineReader, CsvReader> open_text(ByteSource source, MsaReader::Format format) {
  if (format == MsaReader::Format::a3m) { return LineReader(std::move(source)); }
  return CsvReader(LineReader(std::move(source)));
}

InputError too_long(const InputPlace& place, const std::string& what) {
  return {place,
          "the " + what + " is longer than " + limits::written(limits::line_bytes) + " bytes"};
}

// What pandas takes for no value.
bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 19> words{
      "",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
      "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
      "NaN",  "None",   "n/a",      "nan",  "null"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

int32_t taxonomy_of(std::string_view text, const InputPlace& place) {
  if (is_missing(text)) { return -1; }
  int32_t key = 0;
  const char* const end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, key);
      error == std::errc{} && stop == end) {
    return key;
  }
  double number = 0;  // 7.0: how pandas writes a column that has empty cells
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && stop == end && number == std::floor(number) &&
      std::abs(number) <= 2147483647.0) {
    return static_cast<int32_t>(number);
  }
  throw InputError(place,
                   "the key " + quote(text) +
                       " is not a taxonomy: a whole number of 32 bits is needed, or nothing");
}

}  // namespace

void MsaRowText::locate(size_t letter, InputPlace& place) const {
  auto after = std::find_if(lines.begin(), lines.end(),
                            [&](const Line& line) { return line.first_letter > letter; });
  const Line& line = *(after == lines.begin() ? after : after - 1);
  place.line = line.number;
  place.column = line.offset + letter - line.first_letter + 1;
}

MsaText::MsaText(ByteSource source, MsaReader::Format format)
    : name_(source.name()), reader_(open_text(std::move(source), format)) {
  if (auto* csv = std::get_if<CsvReader>(&reader_)) { read_csv_header(*csv); }
}

bool MsaText::next(MsaRowText& row) {
  row.letters.clear();
  row.lines.clear();
  row.taxonomy = -1;
  if (auto* lines = std::get_if<LineReader>(&reader_)) { return next_a3m(*lines, row); }
  return next_csv(std::get<CsvReader>(reader_), row);
}

// ColabFold ends an alignment with a zero byte, and puts another chain's behind it.
std::string_view MsaText::before_zero(std::string_view text, size_t line) {
  const size_t zero = text.find('\0');
  const size_t checked = zero_line_ > 0 ? 0 : zero;
  if (zero_line_ == 0 && zero == std::string_view::npos) { return text; }
  if (zero_line_ == 0) { zero_line_ = line; }
  for (const char c : text.substr(checked)) {
    if (c == '\0' || trimmed(std::string_view(&c, 1)).empty()) { continue; }
    throw InputError(
        {.file = name_, .line = line},
        "there is text behind the zero byte of line " + std::to_string(zero_line_),
        "Where ColabFold has put the alignments of several chains into one file, split "
        "it at the zero bytes and give each chain its own");
  }
  return text.substr(0, checked);
}

void MsaText::read_csv_header(CsvReader& csv) {
  CsvRecord record;
  const bool there = csv.next(record);
  if (there && record.error.empty() && record.fields.size() == 2) {
    if (record.fields[0] == "key" && record.fields[1] == "sequence") { return; }
    key_column_ = 1;
    sequence_column_ = 0;
    if (record.fields[0] == "sequence" && record.fields[1] == "key") { return; }
  }
  throw InputError({.file = name_, .line = there ? record.line : 0},
                   "the header of an MSA in CSV is key,sequence",
                   record.error.empty() ? "Other columns are not allowed" : record.error);
}

bool MsaText::next_a3m(LineReader& lines, MsaRowText& row) {
  while (lines.next(line_)) {
    const size_t number = lines.number();
    const InputPlace place{.file = name_, .line = number};
    if (lines.cut()) { throw too_long(place, "line"); }
    const std::string_view text = trimmed(before_zero(line_, number));
    if (text.empty() || text.front() == '#') { continue; }
    if (text.front() == '>') {
      header_seen_ = true;
      if (row.letters.empty()) { continue; }
      return true;
    }
    if (!header_seen_) {
      throw InputError(place, "there is a sequence without a header",
                       "An a3m starts with a line >name");
    }
    if (row.letters.size() + text.size() > limits::line_bytes) { throw too_long(place, "row"); }
    row.lines.push_back({.first_letter = row.letters.size(),
                         .number = number,
                         .offset = static_cast<size_t>(text.data() - line_.data())});
    row.letters += text;
  }
  return !row.letters.empty();
}

bool MsaText::next_csv(CsvReader& csv, MsaRowText& row) {
  CsvRecord record;
  do {
    if (!csv.next(record)) { return false; }
    for (std::string& field : record.fields) { field = before_zero(field, record.line); }
  } while (record.error.empty() && record.fields.size() == 1 && record.fields[0].empty());
  InputPlace place{.file = name_, .line = record.line};
  if (!record.error.empty()) {
    place.column = record.error_column;
    throw InputError(place, record.error, record.error_mend);
  }
  if (record.fields.size() != 2) {
    throw InputError(
        place, "has " + std::to_string(record.fields.size()) + " fields where the header has 2");
  }
  place.field = "key";
  row.taxonomy = taxonomy_of(record.fields[key_column_], place);
  row.letters = trimmed(record.fields[sequence_column_]);
  std::erase_if(row.letters, [](char c) { return c == '\n' || c == '\r'; });
  place.field = "sequence";
  if (row.letters.empty()) { throw InputError(place, "the sequence is empty"); }
  row.lines.push_back({.first_letter = 0, .number = record.line, .offset = 0});
  return true;
}

}  // namespace bb
