#include <algorithm>
#include <utility>

#include "io/files/text.h"
#include "io/input/lists/library_format.h"
#include "io/input/lists/ligand_cells.h"
#include "io/input/lists/manifest.h"

namespace bb {
namespace {

// Ligands in the columns of a text file: LibraryFormat says which are what.
class TextLibrary final : public InputList {
 public:
  TextLibrary(const ByteSource& source, const InputListOptions& options)
      : TextLibrary(source, options.target, library_format(source.again(), options.id_field)) {
    note_ = format_.note;
  }

  TextLibrary(const ByteSource& source, std::filesystem::path target, LibraryFormat format)
      : InputList(source.name()),
        source_(source.again()),
        target_(std::move(target)),
        format_(std::move(format)),
        records_(source.again(), format_.separator) {
    user_columns_ = format_.user_columns;
    if (format_.has_header) { records_.next(record_); }
  }

 private:
  std::unique_ptr<InputList> again() const override {
    return std::make_unique<TextLibrary>(source_, target_, format_);
  }

  bool read(ManifestRow& row) override {
    if (!records_.next(record_)) { return false; }
    row.line = record_.line;
    row.target = target_;
    row.user_values.resize(user_columns_.size());
    if (!record_.error.empty()) {
      InputPlace where = place(record_.line);
      where.column = record_.error_column;
      row.error = InputError(where, record_.error, record_.error_mend);
      return true;
    }
    row.id = field(format_.id);
    for (size_t i = 0; i < format_.user_places.size(); ++i) {
      row.user_values[i] = field(format_.user_places[i]);
    }
    try {
      check_width();
      read_ligand(row);
      row.affinity = affinity();
    } catch (const InputError& error) { row.error = error; }
    return true;
  }

  std::string field(size_t column) const {
    return column < record_.fields.size() ? std::string(trimmed(record_.fields[column]))
                                          : std::string();
  }

  // Fields that are missing at the end of a row are empty.
  void check_width() const {
    const auto beyond = record_.fields.begin() +
                        static_cast<ptrdiff_t>(std::min(format_.columns, record_.fields.size()));
    const bool more = std::any_of(beyond, record_.fields.end(),
                                  [](const std::string& text) { return !trimmed(text).empty(); });
    if (!more) { return; }
    const bool csv =
        format_.separator == Separator::comma || format_.separator == Separator::semicolon;
    throw InputError(place(record_.line),
                     "has " + std::to_string(record_.fields.size()) + " fields where the " +
                         (format_.has_header ? "header has " : "first rows have ") +
                         std::to_string(format_.columns),
                     csv ? "Put a field that holds a separator in double quotes" : "");
  }

  void read_ligand(ManifestRow& row) {
    const std::string written = field(format_.smiles);
    const std::string ccd = field(format_.ccd);
    const InputPlace where = place(record_.line, "smiles");
    if (written.empty() == ccd.empty()) {
      throw InputError(
          where, ccd.empty() ? "the row has no ligand" : "the row has both smiles and ccd",
          format_.ccd == LibraryFormat::absent ? "Its SMILES is missing"
                                               : "A ligand is given by one of smiles and ccd");
    }
    if (!ccd.empty()) {
      row.ligand = ccd_ligand(ccd, place(record_.line, "ccd"));
      return;
    }
    row.ligand = smiles_ligand(written, where);
  }

  std::optional<bool> affinity() const {
    if (format_.affinity == LibraryFormat::absent) { return std::nullopt; }
    return affinity_cell(field(format_.affinity), place(record_.line, "affinity"));
  }

  ByteSource source_;
  std::filesystem::path target_;
  LibraryFormat format_;
  LibraryRecords records_;
  CsvRecord record_;
};

}  // namespace

std::unique_ptr<InputList> read_text_library(ByteSource source, const InputListOptions& options) {
  return std::make_unique<TextLibrary>(source, options);
}

}  // namespace bb
