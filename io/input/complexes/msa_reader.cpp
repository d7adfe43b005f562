#include <algorithm>
#include <limits>
#include <utility>

#include "io/files/first_seen.h"
#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/files/text.h"
#include "io/input/complexes/msa.h"
#include "io/input/complexes/msa_text.h"
#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

constexpr int largest_deletion = std::numeric_limits<int16_t>::max();

char in_lower_case(char c) { return static_cast<char>(c - 'A' + 'a'); }

std::string_view mend_for(char c) {
  if (c == '.') {
    return "Gaps of insertions are not written in a3m: take the dots out (hhsuite's reformat.pl "
           "writes a3m)";
  }
  if (c == '*') { return "Take the stop sign out"; }
  return "Allowed are capital letters, - for a gap, and lower-case letters for insertions";
}

}  // namespace

class MsaReader::Rows {
 public:
  Rows(ByteSource source, Format format) : text_(std::move(source), format) {}

  bool next(Msa& msa) {
    while (text_.next(row_)) {
      InputPlace place{.file = text_.name(), .line = row_.lines.front().number};
      if (!kept_.empty()) {
        place.field = "row " + std::to_string(msa.rows.size() + 1);
        check(msa, place);
        if (!cut()) { continue; }
      }
      if (!is_new(row_.letters)) { continue; }
      place.field = "row " + std::to_string(msa.rows.size() + 1);
      if (msa.rows.size() == limits::msa_rows) {
        throw InputError(place, "there are more than 32,767 rows");
      }
      if (kept_.empty()) { check(msa, place); }
      append(msa, place);
      return true;
    }
    return false;
  }

  void keep(Msa& msa, std::vector<size_t> columns, const Entity& query) {
    kept_.assign(columns_, false);
    for (const size_t column : columns) { kept_.at(column) = true; }
    first_kept_ = columns.front();
    last_kept_ = columns.back();
    const MsaRow first{.taxonomy = msa.rows.front().taxonomy};
    msa = single_sequence_msa(query);
    msa.rows.front() = first;
    seen_ = FirstSeen();
    is_new(query.sequence);
  }

 private:
  // What is wrong with the row as it is written.
  void check(const Msa& msa, InputPlace& place) {
    size_t length = 0;
    for (size_t i = 0; i < row_.letters.size(); ++i) {
      const char c = row_.letters[i];
      if (is_lower(c)) { continue; }
      ++length;
      if (protein_token(c) >= 0) { continue; }
      row_.locate(i, place);
      throw InputError(place, quote(row_.letters.substr(i, 1)) + " is not a letter of an alignment",
                       mend_for(c));
    }
    if (msa.rows.empty()) {
      if (length == 0) {
        throw InputError(place, "the query is in lower-case letters, which are insertions in a3m",
                         "Write the query in capitals");
      }
      if (length > limits::sequence_letters) {
        throw InputError(place, "has " + limits::written(length) + " columns, allowed are " +
                                    limits::written(limits::sequence_letters));
      }
      columns_ = length;
    } else if (length != columns_) {
      const std::string joined =
          row_.lines.size() > 1
              ? "its " + std::to_string(row_.lines.size()) + " lines have together "
              : "has ";
      throw InputError(place,
                       joined + std::to_string(length) +
                           " columns (capital letters and gaps), the query has " +
                           std::to_string(columns_),
                       "Every sequence must be aligned to the query");
    }
  }

  // Leaves of the row what is in the columns that are kept; whether there is a residue among it.
  bool cut() {
    std::string left;
    size_t column = 0;  // of the next capital or gap
    bool any = false;
    for (const char c : row_.letters) {
      if (is_lower(c)) {
        if (column > first_kept_ && column <= last_kept_) { left += c; }
        continue;
      }
      const size_t here = column++;
      if (kept_[here]) {
        left += c;
        any = any || c != '-';
      } else if (here > first_kept_ && here < last_kept_ && c != '-') {
        left += in_lower_case(c);
      }
    }
    row_.letters = std::move(left);
    return any;
  }

  bool is_new(std::string_view letters) {
    std::string gapless;
    gapless.reserve(letters.size());
    for (const char c : letters) {
      if (c != '-') { gapless += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
    }
    return !seen_.add(gapless, seen_.size());
  }

  void append(Msa& msa, const InputPlace& place) const {
    const size_t start = msa.residues.size();
    MsaRow row{.taxonomy = row_.taxonomy,
               .first_deletion = static_cast<uint32_t>(msa.deletions.size())};
    int inserted = 0;
    for (const char c : row_.letters) {
      if (is_lower(c)) {
        if (++inserted > largest_deletion) {
          throw InputError(place, "an insertion is longer than 32,767 residues");
        }
        continue;
      }
      if (inserted > 0) {
        const size_t column = msa.residues.size() - start;
        if (column > static_cast<size_t>(largest_deletion)) {
          throw InputError(place, "there is an insertion beyond column 32,767");
        }
        msa.deletions.push_back(
            {.column = static_cast<int16_t>(column), .count = static_cast<int16_t>(inserted)});
        ++row.deletion_count;
        inserted = 0;
      }
      msa.residues.push_back(protein_token(c));
    }
    if (msa.residues.size() > limits::msa_letters) {
      throw InputError(place,
                       "the rows up to here have more than the " +
                           limits::written(limits::msa_letters) + " letters allowed",
                       "Filter the MSA to fewer sequences");
    }
    if (msa.rows.empty()) { msa.columns = msa.residues.size() - start; }
    msa.rows.push_back(row);
  }

  MsaText text_;
  MsaRowText row_;
  size_t columns_ = 0;      // of the file
  std::vector<bool> kept_;  // (columns_), or empty: all are
  size_t first_kept_ = 0;
  size_t last_kept_ = 0;
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
  return {ByteSource::open(path, InputRole::alignment, limits::msa_bytes),
          ending == ".a3m" ? Format::a3m : Format::csv};
}

bool MsaReader::next(Msa& msa) { return rows_->next(msa); }

void MsaReader::keep(Msa& msa, std::vector<size_t> columns, const Entity& query) {
  rows_->keep(msa, std::move(columns), query);
}

}  // namespace bb
