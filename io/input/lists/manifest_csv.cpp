#include <algorithm>
#include <array>
#include <utility>

#include "io/files/csv_reader.h"
#include "io/files/limits.h"
#include "io/files/printable.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"
#include "io/input/complexes/complex_checks.h"
#include "io/input/lists/ligand_cells.h"
#include "io/input/lists/manifest.h"
#include "io/input/lists/separator_choice.h"

namespace bb {
namespace {

constexpr std::array<std::string_view, 6> our_columns{"id",     "input", "target",
                                                      "smiles", "ccd",   "affinity"};
constexpr size_t absent = static_cast<size_t>(-1);

bool has_ending(const std::string& path, std::initializer_list<std::string_view> endings) {
  const std::string ending = format_ending(path);
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// The separator that the header has most of.
char separator_of(const ByteSource& source) {
  const FirstLines lines = first_lines(source.again(), 1);
  const std::string header = lines.rows.empty() ? std::string() : lines.rows.front();
  char best = ',';
  for (const char one : {',', ';', '\t'}) {
    if (std::count(header.begin(), header.end(), one) >
        std::count(header.begin(), header.end(), best)) {
      best = one;
    }
  }
  return best;
}

class Manifest final : public InputList {
 public:
  explicit Manifest(ByteSource source)
      : InputList(source.name()), csv_(reader_of(std::move(source))) {
    places_.fill(absent);
    CsvRecord header;
    if (!csv_.next(header)) {
      throw InputError(place(0), "is empty",
                       "The first line names the columns: id,input or id,target,smiles");
    }
    if (!header.error.empty()) {
      throw InputError(place(header.line, "header"), header.error, header.error_mend);
    }
    read_header(header);
    check_columns(header);
  }

 private:
  enum Column { id, input, target, smiles, ccd, affinity };  // places in our_columns

  static CsvReader reader_of(ByteSource source) {
    const char separator = separator_of(source);
    return CsvReader(LineReader(std::move(source), limits::list_line_bytes),
                     {.separator = separator});
  }

  bool has(Column column) const { return places_[column] != absent; }

  [[noreturn]] void fail(const CsvRecord& header, const std::string& problem,
                         const std::string& mend) const {
    throw InputError(place(header.line, "header"), problem, mend);
  }

  void read_header(const CsvRecord& header) {
    field_count_ = header.fields.size();
    if (field_count_ > limits::csv_columns) {
      fail(header,
           "there are " + limits::written(field_count_) + " columns, allowed are " +
               limits::written(limits::csv_columns),
           "Take out those that nobody needs");
    }
    std::vector<std::string> names;
    for (size_t i = 0; i < field_count_; ++i) {
      names.emplace_back(trimmed(header.fields[i]));
      if (printable(names.back()) != names.back() || names.back().find('\n') != std::string::npos) {
        fail(header,
             "the name of column " + std::to_string(i + 1) +
                 " has a character that is no text (a control character, or no UTF-8)",
             "Write it in letters");
      }
      if (names.back().empty()) {
        fail(header, "column " + std::to_string(i + 1) + " has no name",
             "The first line names the columns");
      }
      if (std::find(names.begin(), names.end() - 1, names.back()) != names.end() - 1) {
        fail(header, "the column " + quote(names.back()) + " is there twice", "Take one out");
      }
    }
    // As we write them first, then in capitals and such.
    for (const bool exactly : {true, false}) {
      for (size_t i = 0; i < field_count_; ++i) {
        const std::string name = exactly ? names[i] : lower_case(names[i]);
        const auto ours = std::find(our_columns.begin(), our_columns.end(), name);
        if (ours == our_columns.end()) { continue; }
        size_t& found = places_[static_cast<size_t>(ours - our_columns.begin())];
        if (found != absent) { continue; }
        found = i;
        if (!exactly) {
          note_ += (note_.empty() ? "" : ", ") + quote(names[i]) + " is taken for " + name;
        }
      }
    }
    for (size_t i = 0; i < field_count_; ++i) {
      if (std::find(places_.begin(), places_.end(), i) != places_.end()) { continue; }
      user_columns_.push_back(names[i]);
      user_places_.push_back(i);
    }
  }

  void check_columns(const CsvRecord& header) const {
    const auto missing = [&](std::string_view column) {
      std::string near;
      for (const std::string& name : user_columns_) {
        if (nearest(name, std::array{column}) == column) {
          near = "Is " + quote(name) + " meant for it? ";
        }
      }
      fail(header, "there is no column " + quote(column),
           near + "A manifest needs id, and input, or target with smiles or ccd");
    };
    if (!has(id)) { missing("id"); }
    if (!has(input) && !has(target)) { missing(has(smiles) || has(ccd) ? "target" : "input"); }
    if (has(target) && !has(smiles) && !has(ccd)) { missing("smiles"); }
  }

  bool read(ManifestRow& row) override {
    CsvRecord record;
    if (!csv_.next(record)) { return false; }
    row.line = record.line;
    row.user_values.resize(user_columns_.size());
    if (!record.error.empty()) {
      InputPlace where = place(record.line);
      where.column = record.error_column;
      row.error = InputError(where, record.error, record.error_mend);
      return true;
    }
    // Short or long rows keep their id: it is how the user finds them.
    row.id = value(record, id);
    if (has(smiles)) {
      row.ligand.text = value(record, smiles);  // of rows with an error too
    }
    if (record.fields.size() != field_count_) {
      row.error = InputError(place(record.line),
                             "has " + std::to_string(record.fields.size()) +
                                 " fields where the header has " + std::to_string(field_count_),
                             "Put a field that holds a comma in double quotes");
      return true;
    }
    for (size_t i = 0; i < user_places_.size(); ++i) {
      row.user_values[i] = std::move(record.fields[user_places_[i]]);
    }
    try {
      read_contents(record, row);
    } catch (const InputError& error) { row.error = error; }
    return true;
  }

  std::string value(const CsvRecord& record, Column column) const {
    const size_t at = places_[column];
    return at < record.fields.size() ? std::string(trimmed(record.fields[at])) : std::string();
  }

  void read_contents(const CsvRecord& record, ManifestRow& row) {
    const auto where = [&](Column column) {
      return place(record.line, std::string(our_columns[column]));
    };
    const std::string input_text = value(record, input);
    const std::string target_text = value(record, target);
    row.affinity = affinity_cell(value(record, affinity), where(affinity));
    if (input_text.empty() == target_text.empty()) {
      throw InputError(where(input),
                       input_text.empty() ? "the row has neither input nor target"
                                          : "the row has both input and target",
                       "It is either a whole complex (input) or a ligand against a target");
    }
    if (!input_text.empty()) {
      for (const Column column : {smiles, ccd, affinity}) {
        if (!value(record, column).empty()) {
          throw InputError(
              where(column),
              "a whole complex (input) has no " + std::string(our_columns[column]) + " here",
              "Its own file says it");
        }
      }
      if (!has_ending(input_text, {".yaml", ".yml", ".fa", ".fas", ".fasta"})) {
        throw InputError(where(input), quote(input_text) + " is neither YAML nor FASTA",
                         "Allowed are .yaml, .yml, .fa, .fas and .fasta");
      }
      row.input = beside(name(), input_text);
      return;
    }
    if (target_text == last_target_text_) {  // as a rule all rows name the same few
      row.target = last_target_;
    } else if (has_ending(target_text, {".yaml", ".yml"})) {
      last_target_text_ = target_text;
      last_target_ = row.target = beside(name(), target_text);
    } else {
      throw InputError(where(target), quote(target_text) + " is not YAML",
                       "Allowed are .yaml and .yml");
    }
    read_ligand(value(record, smiles), value(record, ccd), record.line, row);
  }

  void read_ligand(const std::string& smiles_text, const std::string& ccd_text, size_t line,
                   ManifestRow& row) {
    if (smiles_text.empty() == ccd_text.empty()) {
      throw InputError(
          place(line, "smiles"),
          smiles_text.empty() ? "the row has no ligand" : "the row has both smiles and ccd",
          "A ligand is given by one of smiles and ccd");
    }
    if (!smiles_text.empty()) {
      row.ligand = smiles_ligand(smiles_text, place(line, "smiles"));
      return;
    }
    row.ligand = ccd_ligand(ccd_text, place(line, "ccd"));
  }

  std::string last_target_text_;
  std::filesystem::path last_target_;
  CsvReader csv_;
  std::array<size_t, our_columns.size()> places_{};
  std::vector<size_t> user_places_;
  size_t field_count_ = 0;
};

}  // namespace

std::unique_ptr<InputList> read_manifest(ByteSource source) {
  return std::make_unique<Manifest>(std::move(source));
}

}  // namespace bb
