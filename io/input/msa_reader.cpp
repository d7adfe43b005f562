#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "io/input/csv_reader.h"
#include "io/input/first_seen.h"
#include "io/input/input_error.h"
#include "io/input/limits.h"
#include "io/input/line_reader.h"
#include "io/input/msa.h"
#include "io/input/residue_letters.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr int largest_deletion = std::numeric_limits<std::int16_t>::max();

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

std::string_view mend_for(char c) {
  if (c == '.')
    return "Gaps of insertions are not written in a3m: take the dots out (hhsuite's reformat.pl "
           "writes a3m)";
  if (c == '*') return "Take the stop sign out";
  return "Allowed are capital letters, - for a gap, and lower-case letters for insertions";
}

// What pandas takes for no value.
bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 19> words{
      "",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
      "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
      "NaN",  "None",   "n/a",      "nan",  "null"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::int32_t taxonomy_of(std::string_view text, const InputPlace& place) {
  if (is_missing(text)) return -1;
  std::int32_t key = 0;
  const char* const end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, key);
      error == std::errc{} && stop == end)
    return key;
  double number = 0;  // 7.0: how pandas writes a column that has empty cells
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && stop == end && number == std::floor(number) &&
      std::abs(number) <= 2147483647.0) {
    return static_cast<std::int32_t>(number);
  }
  throw InputError(place,
                   "the key " + quote(text) +
                       " is not a taxonomy: a whole number of 32 bits is needed, or nothing");
}

}  // namespace

class MsaReader::Rows {
 public:
  Rows(ByteSource source, Format format)
      : name_(source.name()), reader_(open(std::move(source), format)) {
    if (auto* csv = std::get_if<CsvReader>(&reader_)) read_csv_header(*csv);
  }

  bool next(Msa& msa) {
    InputPlace place{.file = name_};
    for (;;) {
      std::int32_t taxonomy = -1;
      const bool more =
          std::holds_alternative<LineReader>(reader_) ? next_a3m(place) : next_csv(place, taxonomy);
      if (!more) return false;
      if (!is_new()) continue;
      place.field = "row " + std::to_string(msa.rows.size() + 1);
      if (msa.rows.size() == limits::msa_rows) throw InputError(place, "there are more than 32,767 rows");
      append(msa, place, taxonomy);
      return true;
    }
  }

 private:
  static std::variant<LineReader, CsvReader> open(ByteSource source, Format format) {
    if (format == Format::a3m) return LineReader(std::move(source));
    return CsvReader(LineReader(std::move(source)));
  }

  void read_csv_header(CsvReader& csv) {
    CsvRecord record;
    const bool there = csv.next(record);
    if (there && record.error.empty() && record.fields.size() == 2) {
      if (record.fields[0] == "key" && record.fields[1] == "sequence") return;
      key_column_ = 1;
      sequence_column_ = 0;
      if (record.fields[0] == "sequence" && record.fields[1] == "key") return;
    }
    throw InputError({.file = name_, .line = there ? record.line : 0},
                     "the header of an MSA in CSV is key,sequence",
                     record.error.empty() ? "Other columns are not allowed" : record.error);
  }

  // The next row's text into row_, where it starts into offset_.
  bool next_a3m(InputPlace& place) {
    auto& lines = std::get<LineReader>(reader_);
    while (lines.next(line_)) {
      place.line = lines.number();
      if (lines.cut()) throw InputError(place, "the line is longer than " + limits::written(limits::line_bytes) + " bytes");
      const std::string_view text = trimmed(line_);
      if (text.empty() || text.front() == '#') continue;
      if (text.front() == '>') {
        header_seen_ = true;
        continue;
      }
      if (!header_seen_)
        throw InputError(place, "there is a sequence without a header",
                         "An a3m starts with a line >name");
      offset_ = static_cast<std::size_t>(text.data() - line_.data());
      row_ = text;
      return true;
    }
    return false;
  }

  bool next_csv(InputPlace& place, std::int32_t& taxonomy) {
    auto& csv = std::get<CsvReader>(reader_);
    CsvRecord record;
    if (!csv.next(record)) return false;
    place.line = record.line;
    if (!record.error.empty()) {
      place.column = record.error_column;
      throw InputError(place, record.error, record.error_mend);
    }
    if (record.fields.size() != 2) {
      throw InputError(
          place, "has " + std::to_string(record.fields.size()) + " fields where the header has 2");
    }
    place.field = "key";
    taxonomy = taxonomy_of(record.fields[key_column_], place);
    line_ = record.fields[sequence_column_];
    row_ = trimmed(line_);
    offset_ = 0;
    place.field = "sequence";
    if (row_.empty()) throw InputError(place, "the sequence is empty");
    return true;
  }

  bool is_new() {
    std::string gapless;
    gapless.reserve(row_.size());
    for (const char c : row_) {
      if (c != '-') gapless += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return !seen_.add(gapless, seen_.size());
  }

  void append(Msa& msa, InputPlace& place, std::int32_t taxonomy) {
    const std::size_t start = msa.residues.size();
    MsaRow row{.taxonomy = taxonomy,
               .first_deletion = static_cast<std::uint32_t>(msa.deletions.size())};
    int inserted = 0;
    for (std::size_t i = 0; i < row_.size(); ++i) {
      const char c = row_[i];
      if (is_lower(c)) {
        if (++inserted > largest_deletion)
          throw InputError(place, "an insertion is longer than 32,767 residues");
        continue;
      }
      const std::int8_t token = protein_token(c);
      if (token < 0) {
        place.column = offset_ + i + 1;
        throw InputError(place, quote(row_.substr(i, 1)) + " is not a letter of an alignment",
                         mend_for(c));
      }
      if (inserted > 0) {
        const std::size_t column = msa.residues.size() - start;
        if (column > static_cast<std::size_t>(largest_deletion)) {
          throw InputError(place, "there is an insertion beyond column 32,767");
        }
        msa.deletions.push_back({.column = static_cast<std::int16_t>(column),
                                 .count = static_cast<std::int16_t>(inserted)});
        ++row.deletion_count;
        inserted = 0;
      }
      msa.residues.push_back(token);
    }
    check_length(msa, msa.residues.size() - start, place);
    if (msa.residues.size() > limits::msa_letters) {
      throw InputError(place, "the rows up to here have more than the " +
                                  limits::written(limits::msa_letters) + " letters allowed",
                       "Filter the MSA to fewer sequences");
    }
    msa.rows.push_back(row);
  }

  void check_length(Msa& msa, std::size_t length, const InputPlace& place) const {
    if (msa.rows.empty()) {
      if (length == 0) throw InputError(place, "the query has no residues");
      if (length > limits::sequence_letters) {
        throw InputError(place, "has " + limits::written(length) + " columns, allowed are " +
                                    limits::written(limits::sequence_letters));
      }
      msa.columns = length;
    } else if (length != msa.columns) {
      throw InputError(place,
                       "has " + std::to_string(length) +
                           " columns (capital letters and gaps), the query has " +
                           std::to_string(msa.columns),
                       "Every sequence must be aligned to the query, in one line");
    }
  }

  std::filesystem::path name_;
  std::variant<LineReader, CsvReader> reader_;
  std::size_t key_column_ = 0;
  std::size_t sequence_column_ = 1;
  bool header_seen_ = false;
  std::string line_;
  std::string_view row_;    // of line_
  std::size_t offset_ = 0;  // of row_ in the file's line
  FirstSeen seen_;
};

MsaReader::MsaReader(ByteSource source, Format format)
    : rows_(std::make_unique<Rows>(std::move(source), format)) {}
MsaReader::~MsaReader() = default;
MsaReader::MsaReader(MsaReader&&) noexcept = default;
MsaReader& MsaReader::operator=(MsaReader&&) noexcept = default;

MsaReader MsaReader::open(const std::filesystem::path& path) {
  const std::string ending = format_ending(path);
  if (ending != ".a3m" && ending != ".csv") {
    throw InputError({.file = path}, "is an MSA of no known format",
                     "Allowed are .a3m and .csv, .gz too");
  }
  return {ByteSource::open(path, limits::msa_bytes), ending == ".a3m" ? Format::a3m : Format::csv};
}

bool MsaReader::next(Msa& msa) { return rows_->next(msa); }

}  // namespace bb
