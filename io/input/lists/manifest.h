#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/files/byte_source.h"
#include "io/files/first_seen.h"
#include "io/files/input_error.h"
#include "io/input/complexes/complex_input.h"
#include "io/input/lists/row_ids.h"

namespace bb {

/// One complex that is asked for: a whole one (`input`) or a ligand against a target. Paths are
/// resolved, and not opened.
struct ManifestRow {
  uint64_t index = 0;  // 0-based, bad rows counted
  size_t line = 0;     // of the list's file; 0 for a folder
  std::string id{};
  std::filesystem::path input{};   // YAML or FASTA; empty for a ligand
  std::filesystem::path target{};  // YAML; empty for a whole complex
  LigandInput ligand{};
  std::optional<bool> affinity{};  // nothing: as the target says
  std::vector<std::string> user_values{};
  /// The row cannot be used, for this reason; `id` is as far as it was readable.
  std::optional<InputError> error{};
  /// The earlier row that has the same ligand, target and affinity.
  std::optional<uint64_t> same_as{};
};

/// A list of complexes, read row by row, in memory for one row and about 60 bytes for each row
/// before it (ids and ligands seen).
class InputList {
 public:
  virtual ~InputList() = default;
  InputList(const InputList&) = delete;
  InputList& operator=(const InputList&) = delete;

  /// False at the end. A bad row has `error`, and the rows after it are what they are without it.
  /// Throws InputError where the list itself cannot be read on (a gzip file cut short).
  bool next(ManifestRow& row);

  /// The columns that are not ours, which user_values belong to.
  const std::vector<std::string>& user_columns() const noexcept { return user_columns_; }
  const std::filesystem::path& name() const noexcept { return name_; }

  /// How the list is read: which column is what. Empty where that goes without saying.
  const std::string& note() const noexcept { return note_; }

  /// What is odd about it, and what was odd about the rows so far, each kind once, with its count.
  std::vector<std::string> warnings() const;

 protected:
  explicit InputList(std::filesystem::path name) : name_(std::move(name)) {}

  /// The next row's id, line and contents; index, the check of the id and same_as are next()'s
  /// work.
  virtual bool read(ManifestRow& row) = 0;

  /// A library's: the same list, not yet read. Nothing where ids must be what they are.
  virtual std::unique_ptr<InputList> again() const { return nullptr; }

  InputPlace place(size_t line, std::string field = {}) const {
    return {.file = name_, .line = line, .field = std::move(field)};
  }

  /// A ligand of the SMILES in a cell, which may have a ChemAxon extension. Throws InputError.
  LigandInput smiles_ligand(const std::string& cell, const InputPlace& where);

  void warn(std::string what) { warnings_.push_back(std::move(what)); }

  /// One more of a kind of oddity, `example` if it is the first.
  void count(const std::string& kind, const std::string& example);

  std::vector<std::string> user_columns_;
  std::string note_;

 private:
  struct Tally {
    uint64_t rows = 0;
    std::string example{};
  };

  void name_library_row(ManifestRow& row);
  void read_ids(const std::function<void(std::string_view, uint64_t)>& each) const;
  void check_id(const ManifestRow& row, std::optional<uint64_t> before) const;
  std::string value_of(const std::string& written, const std::string& id);

  std::filesystem::path name_;
  uint64_t rows_ = 0;
  FirstSeen ids_;
  std::optional<RowIds> library_ids_;  // once there is a first row, and again() gives a list
  FirstSeen ligands_;
  std::vector<std::string> warnings_;
  std::map<std::string, Tally> tallies_;
};

/// Endings of libraries, for messages.
inline constexpr std::string_view library_endings =
    ".smi, .smiles, .ism, .cxsmiles, .csv, .tsv, .tab, .txt, .sdf or .sd, also with .gz";

struct InputListOptions {
  std::filesystem::path path{};
  std::filesystem::path target{};  // what the ligands of a library bind to; empty for a manifest
  std::string id_field{};          // of a library: the column or SDF field of ids, if it is told
};

/// By what `path` is: with a target a library of ligands (library_endings); without one a manifest
/// (.csv, .tsv, with .gz too), a folder of YAML and FASTA files, or one such file. Throws
/// InputError.
std::unique_ptr<InputList> open_inputs(const InputListOptions& options);

/// What is wrong with a list that has no rows.
InputError nothing_in(const std::filesystem::path& list);

/// Each kind by itself, so that bytes in memory can be read too.
std::unique_ptr<InputList> read_manifest(ByteSource source);
std::unique_ptr<InputList> read_text_library(ByteSource source, const InputListOptions& options);
std::unique_ptr<InputList> read_sdf_library(ByteSource source, const InputListOptions& options);
std::unique_ptr<InputList> list_folder(const std::filesystem::path& folder);
std::unique_ptr<InputList> list_file(const std::filesystem::path& file);

}  // namespace bb
