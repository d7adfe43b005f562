#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "io/store/layout.h"
#include "io/store/stored_result.h"
#include "io/store/topology.h"

namespace bb {

struct StageCounts {
  uint64_t pending = 0, done = 0, failed = 0, not_wanted = 0, invalid = 0;
};

struct RowText {
  std::string id{}, smiles{}, smiles_written{};
  std::vector<std::string> user_values{};
};

struct RowError {
  ErrorCode code = ErrorCode::none;
  std::string message{};
};

/// Columns of /scores and /affinity, as they are: NaN where a row has none.
struct ScoreTable {
  std::vector<float> values{};  ///< (rows, columns)
  std::vector<std::string> columns{};
  uint32_t samples = 1;  ///< a column of scores is (samples) wide
};

/// What computing rows took; numbers of rows that are not done mean nothing.
struct RowTimes {
  std::vector<float> structure_seconds{}, affinity_seconds{};  ///< each row's share of its batch
  std::vector<uint32_t> rank{};                                ///< that computed its structure
  std::vector<uint32_t> store{};  ///< of a master's rows: index into sources(); else 0
};

/// Reads a store, also one that is being written. Needs no MPI. Results are checked against their
/// checksum each time they are read. Every failure throws StoreError. Not from two threads at once,
/// nor while the same process has a StoreWriter on the same file.
class StoreReader {
 public:
  explicit StoreReader(const std::filesystem::path& path);
  StoreReader(StoreReader&&) noexcept;
  StoreReader& operator=(StoreReader&&) noexcept;
  ~StoreReader();

  const std::filesystem::path& path() const noexcept;
  const StoreContents& contents() const noexcept;
  const StoreAttributes& attributes() const noexcept;
  const std::vector<std::string>& user_columns() const noexcept;
  uint64_t rows() const noexcept;
  uint32_t schema_version() const noexcept;
  const RowSizes& sizes() const;  ///< read when first asked for
  /// The stores that a master shows, whether they are there or not; of others nothing.
  std::vector<std::filesystem::path> sources() const;

  /// What keeps results of a run of these contents and attributes out of one table with this
  /// store's; empty: nothing. Affinity is of one model, or of none.
  std::string other_settings(const StoreContents& contents,
                             const StoreAttributes& attributes) const;

  /// What rows were read from, and `count` rows' own from `first` on. Stores of older versions have
  /// none: then inputs() is empty, and the others throw.
  bool has_inputs() const noexcept;
  InputTable inputs() const;  ///< checked
  std::vector<uint64_t> input_digests(uint64_t first, uint64_t count) const;
  std::vector<uint32_t> input_sets(uint64_t first, uint64_t count) const;

  std::vector<Status> structure_status() const;
  std::vector<Status> affinity_status() const;
  StageCounts counts(Stage stage) const;

  /// (rows) the row whose results each row shares, or no_row: its own.
  std::vector<uint32_t> same_as() const;
  /// (rows) what each row's warnings are about; 0: there are none.
  std::vector<WarningKinds> warning_kinds() const;
  std::string warnings(uint64_t row) const;

  RowText text(uint64_t row) const;
  RowError error(uint64_t row) const;
  std::vector<ErrorCode> error_codes() const;
  /// `count` rows' ids from `first` on.
  std::vector<std::string> ids(uint64_t first, uint64_t count) const;
  /// What floats each row has, without checks of single rows: for tables and statistics.
  ScoreTable scores(uint64_t first, uint64_t count) const;
  ScoreTable affinities(uint64_t first, uint64_t count) const;
  RowTimes times(uint64_t first, uint64_t count) const;

  /// Of a row whose stage is done. Throws StoreError (corrupt) where checksums do not agree.
  StoredStructure structure(uint64_t row) const;
  StoredAffinity affinity(uint64_t row) const;

  Topology target(uint32_t index) const;
  Topology ligand(uint32_t index) const;
  StoredPlan plan() const;  ///< checked

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bb
