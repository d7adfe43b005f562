#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "io/input/lists/manifest.h"
#include "io/input/lists/row_id.h"

namespace bb {

/// All rows of a list, packed: ranks compute any of them, and the list may be a stream that can be
/// read once only. About 16 bytes a row beside its text. A shard's table has some of them only.
class RowTable {
 public:
  /// Reads `list` to its end, or `limit` rows (0: all). Throws InputError.
  RowTable(InputList& list, uint64_t limit);

  uint64_t size() const { return is_selection_ ? selected_.size() : starts_.size(); }
  /// Its `index` is its place in the list. Its `same_as` is not kept: the survey tells what is
  /// equal.
  ManifestRow row(PlaceId place) const;

  /// From now on the table has these rows of the list only, which are ascending. Throws
  /// std::invalid_argument.
  void select(std::vector<RowId> rows);
  /// Rows of the list; empty where all are.
  std::span<const RowId> selected() const { return selected_; }
  /// Which row of the list is there.
  RowId listed_as(PlaceId place) const;
  /// Where a row of the list is in the table; nothing where that has it not.
  std::optional<PlaceId> place_of(RowId row) const;

  const std::vector<std::string>& user_columns() const { return user_columns_; }
  const std::filesystem::path& name() const { return name_; }

  /// Rows of the list, selected or not.
  uint64_t listed() const { return starts_.size(); }

  /// SHA-256 of row_digest() of all rows, selected or not.
  const std::string& hash() const { return hash_; }

 private:
  void add(const ManifestRow& row);
  uint32_t path_index(const std::filesystem::path& path);

  std::filesystem::path name_;
  std::vector<std::string> user_columns_;
  struct Start {
    uint32_t block = 0, offset = 0;
  };
  std::vector<std::string> blocks_;  // never grown: a row's bytes stay where they are
  std::vector<Start> starts_;
  std::vector<RowId> selected_;
  bool is_selection_ = false;
  std::vector<std::filesystem::path> paths_;  // none, then targets and inputs, each once
  std::unordered_map<std::string, uint32_t> path_places_;
  std::unordered_map<uint64_t, InputError> errors_;
  std::string hash_;
};

}  // namespace bb
