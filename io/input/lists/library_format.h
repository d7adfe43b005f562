#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/files/byte_source.h"
#include "io/input/lists/library_records.h"

namespace bb {

/// How a text file of ligands (.smi, .csv, .tsv, .txt and such) is to be read: by its name, its
/// header if it has one, and what its first rows hold, whichever column that is in.
struct LibraryFormat {
  static constexpr size_t absent = static_cast<size_t>(-1);

  Separator separator = Separator::blank_name;
  bool has_header = false;  // the first record, which is no row
  size_t columns = 0;
  size_t smiles = absent, id = absent, ccd = absent, affinity = absent;  // their places
  std::vector<std::string> user_columns{};
  std::vector<size_t> user_places{};
  std::string note{};  // which column is what; empty where the file is plain SMILES and names
};

/// Reads the first 500 rows of `source`. `id_field`: the column of ids by its name, or empty.
/// Throws InputError where nothing can be the ligands, or `id_field` is no column.
LibraryFormat library_format(ByteSource source, const std::string& id_field);

/// "catalogid" of " Catalog-ID": how names of columns are compared.
std::string plain_name(std::string_view name);

/// The name that is most likely an id's, by its place; absent where none is one.
size_t place_of_id(const std::vector<std::string>& names);

/// Names of columns as a store has them: UTF-8 without control characters, none empty, none twice.
std::vector<std::string> store_names(const std::vector<std::string>& names);

}  // namespace bb
