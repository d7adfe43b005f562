#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/results/status.h"
#include "io/store/input_table.h"
#include "io/store/string_pool.h"

namespace bb {

/// Rows that what passes over a whole store has in memory.
inline constexpr uint64_t rows_at_once = 16384;

/// What a store is made from. Everything here is known once the plan is made; from it follow the
/// sizes of all datasets, which never change afterwards.

inline constexpr uint32_t store_schema_version = 2;
/// Stores of this version on are read. Version 1 keyed random numbers by ids, so its stores are not
/// continued.
inline constexpr uint32_t oldest_schema_version = 1;
/// Longest stored error message in bytes, UTF-8; longer ones are cut between characters, ending
/// "…".
inline constexpr size_t max_error_bytes = 512;
/// Longest stored warnings of a row, cut likewise.
inline constexpr size_t max_warning_bytes = 512;
/// Longest SMILES as written, cut likewise: one that is longer would widen all rows.
inline constexpr size_t max_text_bytes = 4096;
/// Of WarningKind::text.
inline constexpr const char* cut_text_warning =
    "a text of the row is longer than the store keeps and is stored in part";
/// Index of a target or ligand that a row does not have.
inline constexpr uint32_t no_topology = 0xFFFFFFFF;
/// Index of the row whose results a row shares, where it has its own.
inline constexpr uint32_t no_row = 0xFFFFFFFF;

/// What each complex keeps.
struct StoreContents {
  uint32_t samples = 1;    ///< structure samples per complex
  bool structures = true;  ///< coordinates, plddt and topology
  bool pae = false;        ///< float16 (samples, tokens, tokens)
  bool pde = false;
  uint32_t s_channels = 0;  ///< of the trunk's single embedding (tokens, channels); 0: not kept
  uint32_t z_channels = 0;  ///< of its pair embedding (tokens, tokens, channels); 0: not kept
  bool operator==(const StoreContents&) const = default;
};

/// Attributes of the root. Those marked * must be equal for a run to continue the store.
struct StoreAttributes {
  std::string program{};                     ///< name and version
  std::string options{};                     ///< all options as JSON, for people
  std::string checkpoint_sha256{};           ///< *
  std::string affinity_checkpoint_sha256{};  ///< * empty: none
  std::string input_hash{};                  ///< of all rows of the list and all they read
  std::string precision{};                   ///< *
  std::string rdkit_version{};               ///< *
  /// What is known of the checkpoints and of the standard residues by name, for people; empty where
  /// nothing is said (no affinity; a store of an older program).
  std::string weights{}, affinity_weights{}, residues{};
  uint64_t seed = 0;  ///< *
  uint64_t made = 0;  ///< when, in seconds since 1970; 0: unknown
  /// * Every other option that changes a number: name → value.
  std::map<std::string, std::string> numerics{};
  uint32_t shard_index = 0;  ///< *
  uint32_t shard_count = 1;  ///< *
  /// Rows of each shard's store, so that a merge can show a missing one as pending. Empty: not
  /// sharded.
  std::vector<uint64_t> shard_rows{};
};

/// Sizes of all N rows of this store; the same on every rank.
struct RowSizes {
  std::vector<uint32_t> tokens{};  ///< (N); 0: the row has an error and no results
  std::vector<uint32_t> atoms{};   ///< (N)
  std::vector<uint32_t> chains{};  ///< (N)
  std::vector<uint32_t> target{};  ///< (N) index of its target topology, or no_topology
  std::vector<uint32_t> ligand{};  ///< (N) index of its ligand topology, or no_topology
  /// (N) row of the manifest, ascending; empty: row i is manifest row i (no shards).
  std::vector<uint64_t> manifest_row{};
  /// Bytes of each target's and ligand's topology: topology_bytes(). Empty without structures.
  std::vector<uint32_t> target_bytes{}, ligand_bytes{};

  uint64_t rows() const noexcept { return tokens.size(); }
};

/// Text of `rows` rows from `first` on. Each rank gives its own block; together they are all rows,
/// in order of ranks. A rank may give none.
struct RowBlock {
  uint64_t first = 0;
  uint64_t rows = 0;
  StringPool id{};              ///< (rows)
  StringPool smiles{};          ///< (rows) SMILES of the ligand as the model sees it, or empty
  StringPool smiles_written{};  ///< (rows) as the user wrote it, or empty
  std::vector<uint8_t> wants_affinity{};      ///< (rows) 0 or 1
  std::vector<uint32_t> same_as{};            ///< (rows) row of the store, or no_row
  std::vector<uint32_t> msa_rows{};           ///< (rows) of the MSA that the model is given
  std::vector<uint32_t> paired_rows{};        ///< (rows) of these, paired over chains
  std::vector<WarningKinds> warning_kinds{};  ///< (rows) 0: it has none
  std::vector<uint32_t> warning{};            ///< (rows) with kinds: which of warning_texts
  std::vector<std::string> warning_texts{};   ///< each once: rows of one target have the same
  std::vector<ErrorCode> error_code{};        ///< (rows) none, or why the row has no tokens
  StringPool error{};                         ///< (rows) message, empty where there is none
  std::vector<StringPool> user_values{};      ///< one of (rows) for each of user_columns
  /// With StoreLayout::inputs:
  std::vector<uint64_t> input_digest{};  ///< (rows) of the row's entry in the list
  std::vector<uint32_t> input_set{};     ///< (rows) what it was read from, or no_inputs
};

/// The plan as flat arrays, which are the scheduler's (scheduler/plan_arrays.h); kept as they are.
struct StoredPlan {
  std::vector<std::string> columns{};  ///< names of the columns of `batches`
  std::vector<uint32_t> batches{};     ///< (batches, columns)
  std::vector<float> seconds{};        ///< (batches, 2) predicted: structure, affinity
  /// Manifest rows, batch after batch: the order of results in /structures. In a shard's store it
  /// is the whole plan; members that this store has no row for are passed over.
  std::vector<uint32_t> members{};
  uint64_t rows = 0;  ///< of the manifest
  bool models_take_turns = false;
  uint32_t checksum = 0;  ///< the scheduler's own
  bool operator==(const StoredPlan&) const = default;
};

/// All of it, as one rank gives it.
struct StoreLayout {
  StoreContents contents{};
  StoreAttributes attributes{};
  std::vector<std::string> user_columns{};
  RowSizes sizes{};
  StoredPlan plan{};
  RowBlock block{};
  std::optional<InputTable> inputs{};  ///< none: no run continues the store
};

}  // namespace bb
