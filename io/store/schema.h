#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/results/result.h"
#include "io/store/hdf5/hdf5.h"
#include "io/store/layout.h"

namespace bb {

/// Names and columns of the store's datasets; docs/store.md describes them.

/// Of each sample, in this order in the rows of /records/structure_scores; seconds follow them.
inline constexpr std::array<const char*, 9> score_names = {
    "confidence_score", "ptm",          "iptm",
    "ligand_iptm",      "protein_iptm", "complex_plddt",
    "complex_iplddt",   "complex_pde",  "complex_ipde"};
/// Of /records/affinity_scores; seconds follow them.
inline constexpr std::array<const char*, 6> affinity_names = {
    "affinity_pred_value",          "affinity_probability_binary", "affinity_pred_value1",
    "affinity_probability_binary1", "affinity_pred_value2",        "affinity_probability_binary2"};
static_assert(score_names.size() == structure_scores.size() &&
              affinity_names.size() == affinity_scores.size());

/// Columns of /records/*_marks (int32). crc holds the bits of a uint32.
enum MarkColumn : uint32_t {
  mark_crc = 0,
  mark_batch = 1,
  mark_rank = 2,
  mark_attempt = 3,
  mark_epoch = 4,
  mark_count = 5,  ///< of affinity; in those of structures sample_rank (samples) follows
};

inline uint32_t structure_score_columns(uint32_t samples) noexcept {
  return static_cast<uint32_t>(score_names.size()) * samples + 1;
}
inline constexpr uint32_t affinity_score_columns = static_cast<uint32_t>(affinity_names.size()) + 1;

/// Ranks that have a watermark; what others wrote is always checked on resume.
inline constexpr uint32_t max_watermarks = 16384;

/// Of /inputs.
struct InputDimensions {
  uint64_t files = 0, path_bytes = 0, checks = 0, sets = 0, members = 0;
};

/// All that decides the shapes of datasets.
struct StoreDimensions {
  uint32_t schema_version = store_schema_version;
  StoreContents contents{};
  uint64_t rows = 0;
  uint64_t id_bytes = 0, smiles_bytes = 0, smiles_written_bytes = 0;
  std::vector<std::string> user_columns{};
  std::vector<uint64_t> user_bytes{};
  uint64_t atoms = 0;        ///< of all planned rows × samples
  uint64_t tokens = 0;       ///< × samples
  uint64_t token_pairs = 0;  ///< × samples
  uint64_t chain_pairs = 0;  ///< × samples
  uint64_t targets = 0, ligands = 0, target_bytes = 0, ligand_bytes = 0;
  uint64_t batches = 0, batch_columns = 0, members = 0;
  uint64_t sources = 0;  ///< of a master: stores that it shows; 0: results of its own
  std::optional<InputDimensions> inputs{};  ///< none: it does not know what it was made from
};

struct DatasetSpec {
  /// reserve: small, so its space is taken from the disk at creation, lest it be full in mid-run.
  /// sparse: large; the disk gives space as results come.
  /// rare: few rows have any of it; the rest stays a hole, which no space is sought for.
  enum class Space { reserve, sparse, rare };

  std::string name{};
  hdf5::Type type{};
  std::vector<uint64_t> shape{};
  size_t text_bytes = 0;
  std::string unit{};
  std::string description{};
  Space space = Space::reserve;

  uint64_t bytes() const noexcept;
};

/// A virtual dataset that shows columns of one of /records, so that a result is few writes and a
/// user reads /scores/iptm.
struct ViewSpec {
  std::string name{};
  hdf5::Type type{};
  std::string source{};
  uint64_t source_columns = 0;
  uint64_t first_column = 0;
  uint64_t columns = 1;
  bool flat = true;  ///< (rows) rather than (rows, columns)
  std::string unit{};
  std::string description{};
};

/// Whether this is a master's that shows what is in its stores, one after another, rather than
/// having a copy.
bool is_shown(const DatasetSpec& dataset, const StoreDimensions& dimensions);
/// Whether a dataset has one entry for each row of the store.
bool is_per_row(const std::string& dataset);

/// Those of what rows were read from: /inputs, and two of /complexes.
std::vector<DatasetSpec> input_dataset_specs(const InputDimensions& dimensions, uint64_t rows);

/// All datasets of a store, and all views, from its dimensions.
std::vector<DatasetSpec> dataset_specs(const StoreDimensions& dimensions);
std::vector<ViewSpec> view_specs(const StoreContents& contents);

/// Where a user's column lies: `/complexes/user/<name>`, with what HDF5 cannot have in a name
/// replaced.
std::vector<std::string> user_dataset_names(const std::vector<std::string>& columns);

/// Datasets of the texts that a row's checksum covers, in its order: id, SMILES, user's columns.
std::vector<std::string> row_text_names(const StoreDimensions& dimensions);

size_t bytes_of(hdf5::Type type, size_t text_bytes) noexcept;

}  // namespace bb
