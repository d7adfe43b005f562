#include "io/input/manifest.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "io/input/limits.h"
#include "io/input/text.h"

namespace bb {
namespace {

constexpr std::size_t longest_id = limits::id_bytes;

std::string ligand_key(const ManifestRow& row) {
  std::string key = row.target.string();
  key += '\0';
  key += static_cast<char>('0' + static_cast<int>(row.ligand.kind));
  key += !row.affinity ? '?' : *row.affinity ? '1' : '0';
  key += row.ligand.ccd_is_list ? 'l' : ' ';
  // The first three lines of a mol block are a name, a program and a comment.
  std::size_t start = 0;
  if (row.ligand.kind == LigandInput::Kind::mol_block) {
    for (int i = 0; i < 3; ++i)
      start = std::min(row.ligand.text.find('\n', start), row.ligand.text.size() - 1) + 1;
  }
  key.append(row.ligand.text, start);
  for (const std::string& code : row.ligand.ccd) key.append(code).append(1, ' ');
  return key;
}

}  // namespace

void InputList::check_id(const ManifestRow& row, std::optional<std::uint64_t> before) const {
  const InputPlace where = place(row.line, "id");
  if (row.id.empty()) throw InputError(where, "the id is empty", "Give every row an id of its own");
  if (before) {
    throw InputError(
        where,
        "the id " + quote(row.id) + " is that of row " + std::to_string(*before + 1) + " too",
        "Give every row an id of its own");
  }
  if (row.id.size() > longest_id)
    throw InputError(where, "the id " + quote(row.id) + " is longer than 200 bytes");
  if (invalid_utf8(row.id) != std::string::npos) {
    throw InputError(where, "the id " + quote(row.id) + " is not UTF-8", "Save the file as UTF-8");
  }
  const bool hidden = row.id.front() == '.';
  const bool bad = std::any_of(row.id.begin(), row.id.end(), [](char c) {
    return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (hidden || bad) {
    throw InputError(where, "the id " + quote(row.id) + " cannot name a file",
                     "It must not start with a dot, nor hold slashes or control characters");
  }
}

bool InputList::next(ManifestRow& row) {
  row = {};
  if (!read(row)) return false;
  row.index = rows_++;
  const auto before = row.id.empty() ? std::nullopt : ids_.add(row.id, row.index);
  try {
    if (!row.error) check_id(row, before);
    for (std::size_t i = 0; i < row.user_values.size() && !row.error; ++i) {
      // Every row of the store has the room of the longest.
      if (row.user_values[i].size() > limits::value_bytes) {
        throw InputError(place(row.line, user_columns_[i]),
                         "the value has " + limits::written(row.user_values[i].size()) +
                             " bytes, allowed are " + limits::written(limits::value_bytes),
                         "Shorten it, or leave the column out");
      }
      if (row.user_values[i].find('\0') != std::string::npos) {
        throw InputError(place(row.line, user_columns_[i]), "the value has a zero byte");
      }
      if (invalid_utf8(row.user_values[i]) != std::string::npos) {
        throw InputError(place(row.line, user_columns_[i]),
                         "the value " + quote(row.user_values[i]) + " is not UTF-8",
                         "Save the file as UTF-8");
      }
    }
  } catch (const InputError& error) {
    row.error = error;
  }
  if (!row.error && !row.target.empty()) row.same_as = ligands_.add(ligand_key(row), row.index);
  return true;
}

std::unique_ptr<InputList> open_inputs(const InputListOptions& options) {
  const std::filesystem::path& path = options.path;
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
    if (options.target.empty()) return list_folder(path);
    throw InputError({.file = path}, "is a folder, --target needs a library of ligands",
                     "Allowed are .smi, .sdf and .csv");
  }
  const std::string ending = format_ending(path);
  if (ending == ".csv") return read_csv_list(ByteSource::open(path), options.target);
  if (!options.target.empty()) {
    if (ending == ".smi" || ending == ".smiles")
      return read_smi_list(ByteSource::open(path), options.target);
    if (ending == ".sdf" || ending == ".sd")
      return read_sdf_list(ByteSource::open(path), options.target);
    throw InputError({.file = path}, "is a library of no known format",
                     "Allowed are .smi, .sdf and .csv, .gz too");
  }
  constexpr std::array<std::string_view, 5> complexes{".yaml", ".yml", ".fa", ".fas", ".fasta"};
  if (std::find(complexes.begin(), complexes.end(), ending) != complexes.end())
    return list_file(path);
  const bool library = ending == ".smi" || ending == ".sdf";
  throw InputError(
      {.file = path}, "is an input of no known format",
      library
          ? "A library of ligands needs a target: --target t.yaml"
          : "Allowed are a manifest (.csv), a folder of YAML and FASTA files, or one such file");
}

}  // namespace bb
