#include <algorithm>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "io/files/limits.h"
#include "io/files/suggestion.h"
#include "io/files/text.h"
#include "io/input/lists/library_format.h"
#include "io/input/lists/manifest.h"
#include "io/input/lists/mol_block.h"
#include "io/input/lists/sdf_record.h"

namespace bb {
namespace {

constexpr size_t sampled_records = 100;
constexpr size_t sampled_lines = 200'000;

// Whether the fourth line may be a mol block's, which starts with numbers.
bool has_counts(const SdfRecord& record) {
  constexpr size_t header_lines = 3;
  if (record.lines.size() <= header_lines) { return false; }
  const std::string_view counts = trimmed(record.lines[header_lines]);
  return !counts.empty() && is_digit(counts.front());
}

// Which fields the records have, and where their ids are.
struct SdfFormat {
  std::vector<std::string> fields{};  // in the order in which they came, as written
  size_t id = LibraryFormat::absent;  // of fields; absent: the first line of the mol block
};

// Looks at the first records. Throws InputError where `id_field` is no field.
SdfFormat sdf_format(ByteSource source, const std::string& id_field) {
  SdfFormat format;
  const std::filesystem::path file = source.name();
  LineReader lines(std::move(source), limits::sdf_record_bytes);
  std::set<std::string> titles;
  size_t records = 0;
  size_t titled = 0;
  std::vector<size_t> filled;  // records with a value, by field
  for (SdfRecord record; records < sampled_records && lines.number() < sampled_lines &&
                         next_sdf_record(lines, record);) {
    ++records;
    const std::string title(record.lines.empty() ? "" : trimmed(record.lines.front()));
    titled += title.empty() ? 0 : 1;
    titles.insert(title);
    for (const auto& [name, value] : sdf_fields(record)) {
      auto known = std::find(format.fields.begin(), format.fields.end(), name);
      if (known == format.fields.end()) {
        known = format.fields.insert(known, name);
        filled.push_back(0);
      }
      filled[static_cast<size_t>(known - format.fields.begin())] += value.empty() ? 0 : 1;
    }
  }
  if (!id_field.empty()) {
    const auto same = std::find(format.fields.begin(), format.fields.end(), id_field);
    format.id = static_cast<size_t>(same - format.fields.begin());
    for (size_t i = 0; i < format.fields.size() && same == format.fields.end(); ++i) {
      if (plain_name(format.fields[i]) == plain_name(id_field)) { format.id = i; }
    }
    if (format.id == format.fields.size()) {
      const std::vector<std::string_view> known(format.fields.begin(), format.fields.end());
      throw InputError({.file = file},
                       "--id-field " + quote(id_field) + " names no field of its first records",
                       known.empty() ? "They have none" : allowed_are(id_field, known));
    }
    return format;
  }
  // Titles that are missing, or one for all, name nothing.
  const bool are_names = 2 * titled >= records && (titles.size() > 1 || records < 2);
  const size_t named = are_names ? LibraryFormat::absent : place_of_id(format.fields);
  if (named != LibraryFormat::absent && 2 * filled[named] >= records) { format.id = named; }
  return format;
}

class SdfLibrary final : public InputList {
 public:
  SdfLibrary(const ByteSource& source, const InputListOptions& options)
      : SdfLibrary(source, options.target, sdf_format(source.again(), options.id_field)) {}

  SdfLibrary(const ByteSource& source, std::filesystem::path target, SdfFormat format)
      : InputList(source.name()),
        source_(source.again()),
        target_(std::move(target)),
        format_(std::move(format)),
        lines_(source.again(), limits::sdf_record_bytes) {
    const std::vector<std::string> names = store_names(format_.fields);
    for (size_t i = 0; i < names.size(); ++i) {
      if (i != format_.id) { user_columns_.push_back(names[i]); }
    }
    if (!names.empty()) { note_ = note(names); }
  }

 private:
  std::unique_ptr<InputList> again() const override {
    return std::make_unique<SdfLibrary>(source_, target_, format_);
  }

  std::string note(const std::vector<std::string>& names) const {
    std::string text = "ids from ";
    text += format_.id == LibraryFormat::absent ? "the first line of each record"
                                                : "the field " + quote(names[format_.id]);
    if (user_columns_.empty()) { return text; }
    constexpr size_t told = 8;
    text += "; kept beside the results:";
    for (size_t i = 0; i < std::min(told, user_columns_.size()); ++i) {
      text += (i == 0 ? " " : ", ") + user_columns_[i];
    }
    if (user_columns_.size() > told) {
      text += " and " + std::to_string(user_columns_.size() - told) + " more";
    }
    return text;
  }

  bool read(ManifestRow& row) override {
    SdfRecord record;
    if (!next_sdf_record(lines_, record)) { return false; }
    row.line = record.first_line;
    row.target = target_;
    row.ligand.kind = LigandInput::Kind::mol_block;
    row.user_values.resize(user_columns_.size());
    // Of a record that is nothing of the kind the first line is no name.
    if (has_counts(record)) { row.id = trimmed(record.lines.front()); }
    try {
      if (record.too_large) {
        throw InputError(
            place(record.first_line),
            "the record has more than " + limits::written(limits::sdf_record_bytes) + " bytes",
            "Is its $$$$ missing?");
      }
      take_fields(record, row);
      const size_t length = check_mol_block(record.lines, name(), record.first_line);
      for (size_t i = length; i < record.lines.size(); ++i) {
        if (record.lines[i].starts_with("M  END")) {
          throw InputError(place(record.first_line + i),
                           "there is a second mol block in the record",
                           "Put $$$$ between two molecules");
        }
      }
      for (const std::string& kept : std::span(record.lines).first(length)) {
        row.ligand.text.append(kept).append(1, '\n');
      }
    } catch (const InputError& error) { row.error = error; }
    return true;
  }

  void take_fields(const SdfRecord& record, ManifestRow& row) {
    if (format_.id != LibraryFormat::absent) { row.id.clear(); }
    for (const auto& [name, value] : sdf_fields(record)) {
      const auto found = std::find(format_.fields.begin(), format_.fields.end(), name);
      const auto at = static_cast<size_t>(found - format_.fields.begin());
      if (found == format_.fields.end()) {
        count("fields that the first records do not have are left aside", quote(name));
      } else if (at == format_.id) {
        row.id = value.substr(0, value.find('\n'));
      } else {
        row.user_values[at - (format_.id < at ? 1 : 0)] = value;
      }
    }
  }

  ByteSource source_;
  std::filesystem::path target_;
  SdfFormat format_;
  LineReader lines_;
};

}  // namespace

std::unique_ptr<InputList> read_sdf_library(ByteSource source, const InputListOptions& options) {
  return std::make_unique<SdfLibrary>(source, options);
}

}  // namespace bb
