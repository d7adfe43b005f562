#include <algorithm>

#include "io/files/limits.h"
#include "io/files/printable.h"
#include "io/files/text.h"
#include "io/input/complexes/smiles_text.h"
#include "io/input/lists/chemaxon_extension.h"
#include "io/input/lists/manifest.h"

namespace bb {
namespace {

constexpr size_t longest_id = limits::id_bytes;
constexpr size_t longest_value = 500;  // of a library: every row of the store has as much

std::string ligand_key(const ManifestRow& row) {
  std::string key = row.target.string();
  key += '\0';
  key += static_cast<char>('0' + static_cast<int>(row.ligand.kind));
  key += !row.affinity ? '?' : *row.affinity ? '1' : '0';
  key += row.ligand.ccd_is_list ? 'l' : ' ';
  // The first three lines of a mol block are a name, a program and a comment.
  size_t start = 0;
  if (row.ligand.kind == LigandInput::Kind::mol_block) {
    for (int i = 0; i < 3; ++i) {
      start = std::min(row.ligand.text.find('\n', start), row.ligand.text.size() - 1) + 1;
    }
  }
  key.append(row.ligand.text, start);
  for (const std::string& code : row.ligand.ccd) { key.append(code).append(1, ' '); }
  return key;
}

bool is_printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }) ||
         (printable(text) == text && text.find_first_of("\n\t") == std::string::npos);
}

// An id as it stands in a library: without what a tab cuts off.
std::string library_id(const std::string& written) {
  const std::string_view id = trimmed(std::string_view(written).substr(0, written.find('\t')));
  return id.size() <= longest_id && is_utf8(id) ? std::string(id)
                                                : cut_text(as_utf8(id), longest_id);
}

}  // namespace

void InputList::check_id(const ManifestRow& row, std::optional<uint64_t> before) const {
  const InputPlace where = place(row.line, "id");
  if (row.id.empty()) {
    throw InputError(where, "the id is empty", "Give every row an id of its own");
  }
  if (before) {
    throw InputError(
        where,
        "the id " + quote(row.id) + " is that of row " + std::to_string(*before + 1) + " too",
        "Give every row an id of its own");
  }
  if (row.id.size() > longest_id) {
    throw InputError(where, "the id " + quote(row.id) + " is longer than 200 bytes");
  }
  if (!is_utf8(row.id)) {
    throw InputError(where, "the id " + quote(row.id) + " is not UTF-8", "Save the file as UTF-8");
  }
  if (!is_printable(row.id)) {
    throw InputError(where, "the id " + quote(row.id) + " holds a control character",
                     "Any text that can be printed on one line can be an id");
  }
}

void InputList::count(const std::string& kind, const std::string& example) {
  Tally& tally = tallies_[kind];
  if (tally.rows++ == 0) { tally.example = cut_text(printable(example), 120); }
}

std::vector<std::string> InputList::warnings() const {
  std::vector<std::string> out = warnings_;
  for (const auto& [kind, tally] : tallies_) {
    out.push_back(name_.string() + ": " + kind + ": " + std::to_string(tally.rows) +
                  " (the first: " + tally.example + ")");
  }
  return out;
}

LigandInput InputList::smiles_ligand(const std::string& cell, const InputPlace& where) {
  const WrittenSmiles parts = split_written_smiles(cell);
  if (parts.is_cut) {
    throw InputError(where, "the ChemAxon extension of the SMILES, from '|' on, does not end");
  }
  if (!parts.rest.empty()) {
    check_smiles_text(cell, where);  // says what stands behind it
  }
  check_smiles_text(parts.smiles, where);
  if (!parts.extension.empty()) {
    const ChemaxonExtension extension = read_chemaxon_extension(parts.extension);
    if (!extension.problem.empty()) {
      throw InputError(where, "the ChemAxon extension of the SMILES " + quote(cell) +
                                  " says that " + extension.problem);
    }
    if (extension.stereo) {
      count(
          "SMILES with groups of stereo centres (|&1:...|, |o1:...|) stand for several isomers "
          "and are computed as drawn",
          quote(cell));
    }
    if (extension.unread) {
      count("coordinates, labels and such in ChemAxon extensions (|...|) are left aside",
            quote(cell));
    }
  }
  return {.kind = LigandInput::Kind::smiles, .text = std::string(parts.smiles)};
}

void InputList::read_ids(const std::function<void(std::string_view, uint64_t)>& each) const {
  const std::unique_ptr<InputList> same = again();
  uint64_t index = 0;
  for (ManifestRow row; same->read(row); row = {}) {
    if (const std::string id = library_id(row.id); !id.empty()) { each(id, index); }
    ++index;
  }
}

void InputList::name_library_row(ManifestRow& row) {
  const std::string id = library_id(row.id);
  if (!is_utf8(row.id)) {
    count("ids and values that are not UTF-8 are read as Windows-1252", "'" + id + "'");
  }
  if (id.ends_with("…") && !row.id.starts_with(id)) {
    count("ids longer than " + std::to_string(longest_id) + " bytes are cut", "'" + id + "'");
  }
  row.id = library_ids_->id_of(id, row.index);
  if (!id.empty() && row.id != id) {
    count("ids that were there before got a suffix", "'" + id + "' became '" + row.id + "'");
  }
  for (std::string& value : row.user_values) { value = value_of(value, row.id); }
}

std::string InputList::value_of(const std::string& written, const std::string& id) {
  std::string value = as_utf8(written);
  if (value != written) {
    count("ids and values that are not UTF-8 are read as Windows-1252", "of '" + id + "'");
  }
  if (std::string shown = printable(value); shown != value) {
    count("values with control characters are kept with \\xNN in their place", "of '" + id + "'");
    value = std::move(shown);
  }
  if (value.size() > longest_value) {
    count("values longer than " + std::to_string(longest_value) + " bytes are cut",
          "of '" + id + "'");
    value = cut_text(value, longest_value);
  }
  return value;
}

bool InputList::next(ManifestRow& row) {
  row = {};
  if (!read(row)) { return false; }
  row.index = rows_++;
  if (row.index == 0 && again() != nullptr) {
    library_ids_.emplace([this](const auto& each) { read_ids(each); });
  }
  std::optional<uint64_t> before;
  if (library_ids_) {
    name_library_row(row);
  } else if (!row.id.empty()) {
    before = ids_.add(row.id, row.index);
  }
  try {
    if (!row.error) { check_id(row, before); }
    for (size_t i = 0; i < row.user_values.size() && !row.error; ++i) {
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
      if (!is_utf8(row.user_values[i])) {
        throw InputError(place(row.line, user_columns_[i]),
                         "the value " + quote(row.user_values[i]) + " is not UTF-8",
                         "Save the file as UTF-8");
      }
    }
  } catch (const InputError& error) { row.error = error; }
  // A store and a terminal show it.
  if (row.error && !is_printable(row.id)) {
    row.id = cut_text(printable(row.id), longest_id);
    std::replace_if(
        row.id.begin(), row.id.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  }
  if (!row.error && !row.target.empty()) { row.same_as = ligands_.add(ligand_key(row), row.index); }
  return true;
}

}  // namespace bb
