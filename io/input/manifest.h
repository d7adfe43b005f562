#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/input/byte_source.h"
#include "io/input/complex_input.h"
#include "io/input/first_seen.h"
#include "io/input/input_error.h"

namespace bb {

// One complex that is asked for: a whole one (`input`) or a ligand against a target. Paths are
// resolved, and not opened.
struct ManifestRow {
  std::uint64_t index = 0;  // 0-based, bad rows counted
  std::size_t line = 0;     // of the list's file; 0 for a folder
  std::string id{};
  std::filesystem::path input{};   // YAML or FASTA; empty for a ligand
  std::filesystem::path target{};  // YAML; empty for a whole complex
  LigandInput ligand{};
  std::optional<bool> affinity{};  // nothing: as the target says
  std::vector<std::string> user_values{};
  std::optional<InputError>
      error{};  // the row cannot be used, for this reason; `id` is as far as it was readable
  std::optional<std::uint64_t>
      same_as{};  // the earlier row that has the same ligand, target and affinity
};

// A list of complexes, read row by row, in memory for one row and about 60 bytes for each row before
// it (ids and ligands seen).
class InputList {
 public:
  virtual ~InputList() = default;
  InputList(const InputList&) = delete;
  InputList& operator=(const InputList&) = delete;

  // False at the end. A bad row has `error`, and the rows after it are what they are without it.
  // Throws InputError where the list itself cannot be read on (a gzip file cut short).
  bool next(ManifestRow& row);

  // The columns that are not ours, which user_values belong to.
  const std::vector<std::string>& user_columns() const noexcept { return user_columns_; }
  const std::filesystem::path& name() const noexcept { return name_; }
  const std::vector<std::string>& warnings() const noexcept { return warnings_; }

 protected:
  explicit InputList(std::filesystem::path name) : name_(std::move(name)) {}

  // The next row's id, line and contents; index, the check of the id and same_as are next()'s work.
  virtual bool read(ManifestRow& row) = 0;

  InputPlace place(std::size_t line, std::string field = {}) const {
    return {.file = name_, .line = line, .field = std::move(field)};
  }

  std::vector<std::string> user_columns_;
  std::vector<std::string> warnings_;

 private:
  void check_id(const ManifestRow& row, std::optional<std::uint64_t> before) const;

  std::filesystem::path name_;
  std::uint64_t rows_ = 0;
  FirstSeen ids_;
  FirstSeen ligands_;
};

struct InputListOptions {
  std::filesystem::path path{};
  std::filesystem::path target{};  // what the ligands of a library bind to; empty for a manifest
};

// By what `path` is: with a target a library of ligands (.smi, .sdf, .csv, .gz too); without one a
// manifest (.csv, .csv.gz), a folder of YAML and FASTA files, or one such file. Throws InputError.
std::unique_ptr<InputList> open_inputs(const InputListOptions& options);

// Each kind by itself, so that bytes in memory can be read too. `target` empty: a manifest.
std::unique_ptr<InputList> read_csv_list(ByteSource source,
                                         const std::filesystem::path& target = {});
std::unique_ptr<InputList> read_smi_list(ByteSource source, const std::filesystem::path& target);
std::unique_ptr<InputList> read_sdf_list(ByteSource source, const std::filesystem::path& target);
std::unique_ptr<InputList> list_folder(const std::filesystem::path& folder);
std::unique_ptr<InputList> list_file(const std::filesystem::path& file);

}  // namespace bb
