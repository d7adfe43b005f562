#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/store/store_header.h"
#include "io/store/store_tables.h"

namespace bb {

/// One of the stores of a merge, and where its parts come to lie in the master.
class MergeSource {
 public:
  /// Throws StoreError: missing, corrupt, mismatch (itself a master).
  explicit MergeSource(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return file_.path(); }
  const StoreHeader& header() const noexcept { return header_; }
  const StoreDimensions& dimensions() const noexcept { return header_.dimensions; }
  const StoreTables& tables() const noexcept { return tables_; }
  hdf5::Dataset dataset(const std::string& name) const { return file_.dataset(name); }
  StoredPlan plan() const { return read_plan(file_, tables_); }
  std::vector<uint64_t> topology_offsets(bool target) const {
    return read_topology_offsets(file_, tables_, target);
  }
  InputTable inputs() const { return read_inputs(file_); }
  bool is_shard() const noexcept { return header_.attributes.shard_count > 1; }

  /// Shards have the places of their rows in the manifest, from `first_row` on; other stores lie
  /// there in one piece.
  void set_first_row(uint64_t first_row) noexcept { first_row_ = first_row; }
  uint64_t first_row() const noexcept { return first_row_; }
  /// Rows of this store that lie in the master's [first, first + count): the first, and the end.
  std::pair<uint64_t, uint64_t> rows_within(uint64_t first, uint64_t count) const;
  uint64_t row_in_master(uint64_t row) const noexcept {
    return first_row_ + (manifest_.empty() ? row : manifest_[row]);
  }
  uint64_t end_of_manifest() const noexcept { return manifest_.empty() ? 0 : manifest_.back() + 1; }

  /// What the stores before it take in the flat datasets, in elements of their first index.
  struct Base {
    uint64_t atom = 0, token = 0, pair = 0, chain_pair = 0;
    uint64_t target = 0, ligand = 0, target_bytes = 0, ligand_bytes = 0;
    uint64_t input_set = 0;
  };
  Base base{};
  uint32_t index = 0;  ///< in the master

 private:
  hdf5::File file_;
  StoreHeader header_;
  StoreTables tables_;
  std::vector<uint64_t> manifest_{};  ///< of a shard: (rows), ascending
  uint64_t first_row_ = 0;
};

}  // namespace bb
