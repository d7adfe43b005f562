#include "io/input/lists/library_format.h"

#include <algorithm>
#include <array>
#include <utility>

#include "io/files/input_error.h"
#include "io/files/limits.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"
#include "io/input/complexes/smiles_grammar.h"
#include "io/input/lists/chemaxon_extension.h"
#include "io/input/lists/separator_choice.h"

namespace bb {
namespace {

constexpr size_t sampled_rows = 500;
constexpr double mostly = 0.5;
constexpr auto absent = LibraryFormat::absent;

// In the order in which they are taken: of two that are there, the one with the stereochemistry.
constexpr std::array<std::string_view, 7> smiles_names{
    "smiles", "isomericsmiles", "cxsmiles", "canonicalsmiles", "smi", "smile", "structure"};

bool is_flag(const std::string& text) {
  constexpr std::array<std::string_view, 7> words{"", "true", "false", "1", "0", "yes", "no"};
  return std::find(words.begin(), words.end(), lower_case(trimmed(text))) != words.end();
}

bool is_complex_path(const std::string& text) {
  constexpr std::array<std::string_view, 5> endings{".yaml", ".yml", ".fa", ".fas", ".fasta"};
  const std::string ending = format_ending(std::string(trimmed(text)));
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool says_smiles(const std::string& name) {
  const std::string plain = plain_name(name);
  return plain == "smi" || plain == "smile" || plain.ends_with("smiles");
}

// Which columns are which, from the names in the header and the first rows.
class Columns {
 public:
  Columns(const std::filesystem::path& file, LibraryFormat format,
          std::vector<std::vector<std::string>> records, std::vector<std::string> names)
      : file_(file),
        format_(std::move(format)),
        records_(std::move(records)),
        names_(std::move(names)),
        is_table_(is_table_ending(format_ending(file))),
        is_smi_(!is_table_ && format_ending(file) != ".txt") {}

  LibraryFormat decide(const std::string& id_field) {
    if (names_.empty() && has_header(id_field)) {
      names_ = records_.front();
      records_.erase(records_.begin());
      format_.has_header = true;
    }
    if (format_.separator == Separator::blank_name || format_.separator == Separator::name_blank) {
      return smiles_and_name(id_field);
    }
    format_.columns = names_.empty() ? widest() : names_.size();
    if (format_.columns > limits::csv_columns) {
      throw InputError({.file = file_, .line = 1, .field = "header"},
                       "there are " + limits::written(format_.columns) + " columns, allowed are " +
                           limits::written(limits::csv_columns),
                       "Take out those that nobody needs");
    }
    for (size_t i = 0; i < format_.columns; ++i) { scores_.push_back(score(i)); }
    refuse_manifest();
    format_.ccd = column_called("ccd");
    format_.affinity = column_called("affinity");
    if (format_.affinity != absent && !holds(format_.affinity, is_flag)) {
      format_.affinity = absent;
    }
    format_.smiles = smiles_column();
    if (format_.smiles == absent && format_.ccd == absent) { refuse_without_ligands(); }
    format_.id = id_column(id_field);
    take_user_columns();
    format_.note = note();
    return std::move(format_);
  }

  // Whether any column holds SMILES.
  bool has_smiles() const {
    size_t columns = 0;
    for (const auto& record : records_) { columns = std::max(columns, record.size()); }
    for (size_t i = 0; i < columns; ++i) {
      if (score(i) >= mostly) { return true; }
    }
    return records_.empty();
  }

 private:
  static std::string_view field(const std::vector<std::string>& record, size_t column) {
    return column < record.size() ? std::string_view(record[column]) : std::string_view{};
  }

  static bool is_smiles(std::string_view text) {
    const WrittenSmiles parts = split_written_smiles(text);
    return parts.rest.empty() && looks_like_smiles(parts.smiles);
  }

  // The part of the rows that have a SMILES in the column.
  double score(size_t column, size_t from = 0) const {
    if (records_.size() <= from) { return 0; }
    size_t found = 0;
    for (size_t i = from; i < records_.size(); ++i) {
      found += is_smiles(field(records_[i], column)) ? 1 : 0;
    }
    return static_cast<double>(found) / static_cast<double>(records_.size() - from);
  }

  static size_t place_of_smiles_name(const std::vector<std::string>& names, size_t after = absent) {
    std::vector<size_t> places;
    for (const std::string_view wanted : smiles_names) {
      for (size_t i = 0; i < names.size(); ++i) {
        if (plain_name(names[i]) == wanted) { places.push_back(i); }
      }
    }
    for (size_t i = 0; i < names.size(); ++i) {
      const bool known = std::find(places.begin(), places.end(), i) != places.end();
      if (!known && plain_name(names[i]).find("smiles") != std::string::npos) {
        places.push_back(i);
      }
    }
    const auto last = std::find(places.begin(), places.end(), after);
    const auto next = last == places.end() ? places.begin() : last + 1;
    return next == places.end() ? absent : *next;
  }

  bool has_header(const std::string& id_field) const {
    if (records_.empty()) { return false; }
    const std::vector<std::string>& first = records_.front();
    if (std::any_of(first.begin(), first.end(), says_smiles)) { return true; }
    const size_t named = place_of_smiles_name(first);
    if (!id_field.empty() && std::find(first.begin(), first.end(), id_field) != first.end()) {
      return true;
    }
    const bool has_smiles = std::any_of(first.begin(), first.end(),
                                        [](const std::string& text) { return is_smiles(text); });
    const bool is_named = named != absent || place_of_id(first) != absent ||
                          std::any_of(first.begin(), first.end(), [](const std::string& text) {
                            return lower_case(trimmed(text)) == "ccd";
                          });
    if (has_smiles) { return false; }
    if (records_.size() == 1) { return is_table_ || is_named; }
    for (size_t i = 0; i < first.size(); ++i) {
      if (score(i, 1) >= mostly) { return is_table_ || is_named; }
    }
    return is_table_ || (named != absent && place_of_id(first) != absent);
  }

  size_t widest() const {
    size_t most = 0;
    for (const auto& record : records_) { most = std::max(most, record.size()); }
    return most;
  }

  // The two fields of a line that is a SMILES and a name, whichever is first.
  LibraryFormat smiles_and_name(const std::string& id_field) {
    format_.columns = 2;
    format_.smiles = format_.separator == Separator::blank_name ? 0 : 1;
    format_.id = 1 - format_.smiles;
    if (!names_.empty()) { names_.resize(2); }
    if (!id_field.empty() && id_column(id_field) != format_.id) {
      throw InputError({.file = file_, .line = 1, .field = "header"},
                       "--id-field " + quote(id_field) + " is the column of the SMILES");
    }
    format_.note = note();
    return std::move(format_);
  }

  size_t column_called(std::string_view name) const {
    for (size_t i = 0; i < names_.size(); ++i) {
      if (lower_case(trimmed(names_[i])) == name) { return i; }
    }
    return absent;
  }

  bool holds(size_t column, bool (*what)(const std::string&)) const {
    return std::all_of(records_.begin(), records_.end(), [&](const auto& record) {
      return what(std::string(field(record, column)));
    });
  }

  // A manifest that is run as a library by mistake. A vendor's "Target" is no path.
  void refuse_manifest() const {
    for (const std::string_view name : {"input", "target"}) {
      const size_t column = column_called(name);
      if (column != absent && holds(column, [](const std::string& text) {
            return trimmed(text).empty() || is_complex_path(text);
          })) {
        throw InputError({.file = file_, .line = 1, .field = "header"},
                         "a library has no column " + quote(name),
                         "Run it as a manifest, without --target");
      }
    }
  }

  size_t smiles_column() const {
    const auto best = std::max_element(scores_.begin(), scores_.end());
    const auto at = static_cast<size_t>(best - scores_.begin());
    size_t named = place_of_smiles_name(names_);
    if (records_.empty()) { return named; }
    // The first that is called so and holds them; else the one that does, whatever it is called.
    for (size_t i = named; i != absent; i = place_of_smiles_name(names_, i)) {
      if (scores_[i] >= mostly) { return i; }
    }
    if (named != absent && plain_name(names_[named]) == "structure") { named = absent; }
    const bool sure = best != scores_.end() && *best >= (named == absent ? mostly : 0.9);
    if (sure && (named != absent || format_.ccd == absent)) { return at; }
    if (named != absent) { return named; }
    return !is_table_ && names_.empty() && format_.columns > 0 ? 0 : absent;
  }

  [[noreturn]] void refuse_without_ligands() const {
    std::string near;
    for (const std::string& name : names_) {
      if (nearest(name, std::array<std::string_view, 1>{"smiles"}) == "smiles") {
        near = "Is " + quote(name) + " meant for it? ";
      }
    }
    throw InputError({.file = file_, .line = 1, .field = "header"}, "there is no column 'smiles'",
                     near + "A library needs SMILES, or a column ccd");
  }

  size_t id_column(const std::string& id_field) const {
    if (!id_field.empty()) {
      const auto same = std::find(names_.begin(), names_.end(), id_field);
      if (same != names_.end()) { return static_cast<size_t>(same - names_.begin()); }
      for (size_t i = 0; i < names_.size(); ++i) {
        if (plain_name(names_[i]) == plain_name(id_field)) { return i; }
      }
      std::vector<std::string_view> known(names_.begin(), names_.end());
      throw InputError({.file = file_, .line = 1, .field = "header"},
                       "--id-field " + quote(id_field) + " names no column",
                       names_.empty() ? "It has no header" : allowed_are(id_field, known));
    }
    std::vector<std::string> others = names_;
    if (format_.smiles < others.size()) { others[format_.smiles].clear(); }
    if (format_.ccd < others.size()) { others[format_.ccd].clear(); }
    size_t named = place_of_id(others);
    // Names that were put the wrong way round.
    if (named == absent && place_of_id(names_) == format_.smiles) {
      named = place_of_smiles_name(others);
    }
    if (named != absent || (!names_.empty() && !is_smi_)) { return named; }
    for (size_t i = 0; i < format_.columns; ++i) {
      if (i != format_.smiles) { return i; }
    }
    return absent;
  }

  void take_user_columns() {
    std::vector<std::string> written(names_);
    written.resize(format_.columns);
    const std::vector<std::string> names = store_names(written);
    for (size_t i = 0; i < format_.columns; ++i) {
      if (i == format_.smiles || i == format_.id || i == format_.ccd || i == format_.affinity) {
        continue;
      }
      const bool is_empty = written[i].empty() &&
                            holds(i, [](const std::string& text) { return trimmed(text).empty(); });
      if (is_empty) {
        continue;  // a separator at the end of each line
      }
      format_.user_places.push_back(i);
      format_.user_columns.push_back(names[i]);
    }
  }

  std::string called(size_t column) const {
    const std::string number = "column " + std::to_string(column + 1);
    return column < names_.size() && !trimmed(names_[column]).empty()
               ? number + " (" + quote(trimmed(names_[column])) + ")"
               : number;
  }

  std::string note() const {
    const bool plain = format_.separator == Separator::blank_name && format_.smiles == 0;
    if (plain) { return {}; }
    std::string text;
    if (names_.empty()) { text += "there is no header; "; }
    if (format_.smiles != absent) { text += "SMILES from " + called(format_.smiles) + ", "; }
    if (format_.ccd != absent) { text += "CCD codes from " + called(format_.ccd) + ", "; }
    if (format_.affinity != absent) { text += "affinity from " + called(format_.affinity) + ", "; }
    text += format_.id == absent ? "no ids (rows are called row_1, row_2, ...)"
                                 : "ids from " + called(format_.id);
    if (!format_.user_columns.empty()) {
      constexpr size_t told = 8;
      text += "; kept beside the results:";
      for (size_t i = 0; i < std::min(told, format_.user_columns.size()); ++i) {
        text += (i == 0 ? " " : ", ") + format_.user_columns[i];
      }
      if (format_.user_columns.size() > told) {
        text += " and " + std::to_string(format_.user_columns.size() - told) + " more";
      }
    }
    return text;
  }

  std::filesystem::path file_;
  LibraryFormat format_;
  std::vector<std::vector<std::string>> records_;
  std::vector<std::string> names_;
  bool is_table_;  // by its ending: a first line without SMILES is a header
  bool is_smi_;    // by its ending: what stands behind the SMILES is a name
  std::vector<double> scores_;
};

std::vector<std::vector<std::string>> first_records(const ByteSource& source, Separator separator) {
  std::vector<std::vector<std::string>> out;
  LibraryRecords records(source.again(), separator);
  for (CsvRecord record; out.size() < sampled_rows && records.next(record);) {
    if (record.error.empty()) { out.push_back(std::move(record.fields)); }
  }
  return out;
}

// Of a first line `#smiles<tab>id`, which the readers take for a comment.
std::vector<std::string> names_in_comment(const std::string& line, Separator separator) {
  if (!line.starts_with('#')) { return {}; }
  const char between = separator == Separator::comma       ? ','
                       : separator == Separator::semicolon ? ';'
                                                           : '\0';
  std::string_view text = std::string_view(line).substr(1);
  std::vector<std::string> names;
  if (between == '\0') {
    names = split_line(text, separator);
  } else {
    for (size_t end = 0; end != text.npos;) {
      end = text.find(between);
      names.emplace_back(trimmed(text.substr(0, end)));
      if (end != text.npos) { text.remove_prefix(end + 1); }
    }
  }
  const bool named = std::any_of(names.begin(), names.end(), says_smiles);
  return named && names.size() > 1 ? names : std::vector<std::string>{};
}

}  // namespace

LibraryFormat library_format(ByteSource source, const std::string& id_field) {
  const FirstLines lines = first_lines(source.again(), sampled_rows);
  LibraryFormat format;
  format.separator = choose_separator(lines.rows, format_ending(source.name()));
  const auto columns = [&] {
    return Columns(source.name(), format, first_records(source, format.separator),
                   names_in_comment(lines.comment, format.separator));
  };
  if (format.separator == Separator::tab && !is_table_ending(format_ending(source.name())) &&
      !columns().has_smiles()) {
    format.separator = choose_blanks(lines.rows);  // "CCO name<tab>46.07"
  }
  return columns().decide(id_field);
}

}  // namespace bb
