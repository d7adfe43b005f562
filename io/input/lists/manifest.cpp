#include "io/input/lists/manifest.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "io/files/text.h"

namespace bb {
namespace {

template <size_t n>
bool is_one_of(const std::string& ending, const std::array<std::string_view, n>& endings) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

constexpr std::array<std::string_view, 2> structure_endings{".sdf", ".sd"};
constexpr std::array<std::string_view, 8> text_endings{".smi", ".smiles", ".ism", ".cxsmiles",
                                                       ".csv", ".tsv",    ".tab", ".txt"};
constexpr std::array<std::string_view, 3> table_endings{".csv", ".tsv", ".tab"};
constexpr std::array<std::string_view, 5> complex_endings{".yaml", ".yml", ".fa", ".fas", ".fasta"};

std::unique_ptr<InputList> open_library(const InputListOptions& options) {
  const std::string ending = format_ending(options.path);
  if (is_one_of(ending, structure_endings)) {
    return read_sdf_library(ByteSource::open(options.path), options);
  }
  if (is_one_of(ending, text_endings)) {
    return read_text_library(ByteSource::open(options.path), options);
  }
  throw InputError({.file = options.path}, "is a library of no known format",
                   "Allowed are " + std::string(library_endings));
}

}  // namespace

InputError nothing_in(const std::filesystem::path& list) {
  return {{.file = list},
          "there is nothing in it",
          "A manifest has a header row and a row for each complex, a library a ligand in each"};
}

std::unique_ptr<InputList> open_inputs(const InputListOptions& options) {
  const std::filesystem::path& path = options.path;
  if (std::error_code ignored; std::filesystem::is_directory(path, ignored)) {
    if (options.target.empty()) { return list_folder(path); }
    throw InputError({.file = path}, "is a folder, --target needs a library of ligands",
                     "Allowed are " + std::string(library_endings));
  }
  if (!options.target.empty()) { return open_library(options); }
  if (!options.id_field.empty()) {
    throw InputError({.file = path}, "is no library: --id-field needs --target",
                     "A manifest's ids are in its column id");
  }
  const std::string ending = format_ending(path);
  if (is_one_of(ending, table_endings)) { return read_manifest(ByteSource::open(path)); }
  if (is_one_of(ending, complex_endings)) { return list_file(path); }
  const bool library = is_one_of(ending, text_endings) || is_one_of(ending, structure_endings);
  throw InputError({.file = path}, "is an input of no known format",
                   library ? "A library of ligands needs a target: --target t.yaml"
                           : "Allowed are a manifest (.csv, .tsv), a folder of YAML and FASTA "
                             "files, or one such file");
}

}  // namespace bb
