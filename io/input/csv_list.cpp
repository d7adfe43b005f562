#include <algorithm>
#include <array>
#include <utility>

#include "io/file/printable.h"
#include "io/input/complex_checks.h"
#include "io/input/csv_reader.h"
#include "io/input/limits.h"
#include "io/input/manifest.h"
#include "io/input/smiles_text.h"
#include "io/input/suggestion.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr std::array<std::string_view, 6> our_columns{"id",     "input", "target",
                                                      "smiles", "ccd",   "affinity"};
constexpr std::size_t absent = static_cast<std::size_t>(-1);

bool has_ending(const std::string& path, std::initializer_list<std::string_view> endings) {
  const std::string ending = lower_case(std::filesystem::path(path).extension().string());
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

// A manifest, or with a target a library of ligands.
class CsvList final : public InputList {
 public:
  CsvList(ByteSource source, std::filesystem::path library_target)
      : InputList(source.name()),
        target_(std::move(library_target)),
        csv_(LineReader(std::move(source), limits::list_line_bytes)) {
    places_.fill(absent);
    CsvRecord header;
    if (!csv_.next(header))
      throw InputError(place(0), "is empty",
                       "The first line names the columns: id,input or id,target,smiles");
    if (!header.error.empty())
      throw InputError(place(header.line, "header"), header.error, header.error_mend);
    read_header(header);
  }

 private:
  enum Column { id, input, target, smiles, ccd, affinity };  // places in our_columns

  bool has(Column column) const { return places_[column] != absent; }

  void read_header(const CsvRecord& header) {
    const auto fail = [&](const std::string& problem, const std::string& mend) {
      throw InputError(place(header.line, "header"), problem, mend);
    };
    field_count_ = header.fields.size();
    if (field_count_ > limits::csv_columns) {
      fail("there are " + limits::written(field_count_) + " columns, allowed are " +
               limits::written(limits::csv_columns),
           "Take out those that nobody needs");
    }
    for (std::size_t i = 0; i < field_count_; ++i) {
      const std::string name(trimmed(header.fields[i]));
      if (printable(name) != name || name.find('\n') != std::string::npos) {
        fail("the name of column " + std::to_string(i + 1) +
                 " has a character that is no text (a control character, or no UTF-8)",
             "Write it in letters");
      }
      if (name.empty())
        fail("column " + std::to_string(i + 1) + " has no name",
             "The first line names the columns");
      const auto ours = std::find(our_columns.begin(), our_columns.end(), name);
      if (ours != our_columns.end()) {
        std::size_t& found = places_[static_cast<std::size_t>(ours - our_columns.begin())];
        if (found != absent) fail("the column " + quote(name) + " is there twice", "Take one out");
        found = i;
        continue;
      }
      if (std::find(our_columns.begin(), our_columns.end(), lower_case(name)) !=
          our_columns.end()) {
        fail("the column " + quote(name) + " is not written as ours",
             "Call it " + lower_case(name) + ", or something else");
      }
      if (std::find(user_columns_.begin(), user_columns_.end(), name) != user_columns_.end()) {
        fail("the column " + quote(name) + " is there twice", "Take one out");
      }
      user_columns_.push_back(name);
      user_places_.push_back(i);
    }
    check_columns(header, fail);
  }

  template <typename Fail>
  void check_columns(const CsvRecord& header, const Fail& fail) const {
    const std::string& first = header.fields.front();
    if (field_count_ == 1 && first.find_first_of(";\t") != std::string::npos) {
      fail("the columns are not separated by commas", "Write comma-separated values");
    }
    const auto missing = [&](std::string_view column) {
      std::string near;
      for (const std::string& name : user_columns_) {
        if (nearest(name, std::array{column}) == column)
          near = "Is " + quote(name) + " meant for it? ";
      }
      fail("there is no column " + quote(column),
           near + (target_.empty() ? "A manifest needs id, and input, or target with smiles or ccd"
                                   : "A library needs smiles or ccd"));
    };
    if (!target_.empty()) {
      for (const Column column : {input, target}) {
        if (has(column))
          fail("a library has no column " + quote(our_columns[column]),
               "Run it as a manifest, without --target");
      }
      if (!has(smiles) && !has(ccd)) missing("smiles");
      return;
    }
    if (!has(id)) missing("id");
    if (!has(input) && !has(target)) missing(has(smiles) || has(ccd) ? "target" : "input");
    if (has(target) && !has(smiles) && !has(ccd)) missing("smiles");
  }

  bool read(ManifestRow& row) override {
    CsvRecord record;
    if (!csv_.next(record)) return false;
    ++count_;
    row.line = record.line;
    row.user_values.resize(user_columns_.size());
    if (!record.error.empty()) {
      InputPlace where = place(record.line);
      where.column = record.error_column;
      row.error = InputError(where, record.error, record.error_mend);
      return true;
    }
    // Short or long rows keep their id: it is how the user finds them.
    row.id = has(id) ? value(record, id) : plain_stem(name()) + "_" + std::to_string(count_);
    if (record.fields.size() != field_count_) {
      row.error = InputError(place(record.line),
                             "has " + std::to_string(record.fields.size()) +
                                 " fields where the header has " + std::to_string(field_count_),
                             "Put a field that holds a comma in double quotes");
      return true;
    }
    for (std::size_t i = 0; i < user_places_.size(); ++i)
      row.user_values[i] = std::move(record.fields[user_places_[i]]);
    try {
      read_contents(record, row);
    } catch (const InputError& error) {
      row.error = error;
    }
    return true;
  }

  std::string value(const CsvRecord& record, Column column) const {
    const std::size_t at = places_[column];
    return at < record.fields.size() ? std::string(trimmed(record.fields[at])) : std::string();
  }

  void read_contents(const CsvRecord& record, ManifestRow& row) {
    const auto where = [&](Column column) {
      return place(record.line, std::string(our_columns[column]));
    };
    const std::string input_text = value(record, input);
    const std::string target_text = value(record, target);
    row.affinity = flag(value(record, affinity), where(affinity));
    if (target_.empty() && input_text.empty() == target_text.empty()) {
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
    if (!target_.empty()) {
      row.target = target_;
    } else if (target_text == last_target_text_) {  // as a rule all rows name the same few
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

  void read_ligand(const std::string& smiles_text, const std::string& ccd_text, std::size_t line,
                   ManifestRow& row) const {
    if (smiles_text.empty() == ccd_text.empty()) {
      throw InputError(
          place(line, "smiles"),
          smiles_text.empty() ? "the row has no ligand" : "the row has both smiles and ccd",
          "A ligand is given by one of smiles and ccd");
    }
    if (!smiles_text.empty()) {
      check_smiles_text(smiles_text, place(line, "smiles"));
      row.ligand = {.kind = LigandInput::Kind::smiles, .text = smiles_text};
      return;
    }
    row.ligand.kind = LigandInput::Kind::ccd;
    for (std::size_t start = 0;
         start < ccd_text.size();) {  // several codes: one ligand of several components
      const std::size_t end = std::min(ccd_text.find(' ', start), ccd_text.size());
      if (end > start) row.ligand.ccd.push_back(ccd_text.substr(start, end - start));
      start = end + 1;
    }
    row.ligand.ccd_is_list = row.ligand.ccd.size() > 1;
    for (const std::string& code : row.ligand.ccd) check_ccd_code(code, place(line, "ccd"));
  }

  static std::optional<bool> flag(const std::string& text, const InputPlace& where) {
    const std::string word = lower_case(text);
    if (word.empty()) return std::nullopt;
    if (word == "true" || word == "1" || word == "yes") return true;
    if (word == "false" || word == "0" || word == "no") return false;
    throw InputError(where, quote(text) + " is neither true nor false");
  }

  std::filesystem::path target_;
  std::string last_target_text_;
  std::filesystem::path last_target_;
  CsvReader csv_;
  std::array<std::size_t, our_columns.size()> places_{};
  std::vector<std::size_t> user_places_;
  std::size_t field_count_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<InputList> read_csv_list(ByteSource source, const std::filesystem::path& target) {
  return std::make_unique<CsvList>(std::move(source), target);
}

}  // namespace bb
