#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/results/result.h"
#include "io/store/hdf5/hdf5.h"
#include "io/store/offsets.h"
#include "io/store/record_crc.h"
#include "io/store/schema.h"

namespace bb {

/// The open datasets of a store, by their names in the schema; those that its contents or its
/// schema version lack are empty.
struct StoreTables {
  StoreTables() = default;
  StoreTables(const hdf5::File& file, const StoreDimensions& dimensions);

  /// /complexes
  hdf5::Dataset id, smiles, smiles_written;
  std::vector<hdf5::Dataset> user;
  hdf5::Dataset manifest_row, tokens, atoms, chains, target, ligand, wants_affinity;
  hdf5::Dataset structure_status, affinity_status, error_code, error, row_crc, index_crc;
  hdf5::Dataset input_digest, input_set;
  hdf5::Dataset same_as, msa_rows, paired_rows, warning_kinds, warnings;  // since schema 2
  /// /records
  hdf5::Dataset structure_scores, structure_marks, affinity_scores, affinity_marks;
  /// /scores, /structures
  hdf5::Dataset pair_chains_offset, pair_chains_iptm;
  hdf5::Dataset atom_offset, token_offset, pair_offset;
  hdf5::Dataset coordinates, plddt, pae, pde, s, z;
  /// /topology, /plan, /journal
  struct Topologies {
    hdf5::Dataset offset, crc, data;
  };
  Topologies targets, ligands;
  hdf5::Dataset topology_offset_crc;
  hdf5::Dataset plan_batches, plan_seconds, plan_members;
  hdf5::Dataset attempt, synced;

  hdf5::Dataset& status(Stage stage) {
    return stage == Stage::structure ? structure_status : affinity_status;
  }
  const hdf5::Dataset& status(Stage stage) const {
    return stage == Stage::structure ? structure_status : affinity_status;
  }
  hdf5::Dataset& scores(Stage stage) {
    return stage == Stage::structure ? structure_scores : affinity_scores;
  }
  const hdf5::Dataset& scores(Stage stage) const {
    return stage == Stage::structure ? structure_scores : affinity_scores;
  }
  hdf5::Dataset& marks(Stage stage) {
    return stage == Stage::structure ? structure_marks : affinity_marks;
  }
  const hdf5::Dataset& marks(Stage stage) const {
    return stage == Stage::structure ? structure_marks : affinity_marks;
  }
  /// Of row_text_names(), in that order.
  std::vector<const hdf5::Dataset*> row_texts() const;
};

/// A row's sizes and where its parts lie.
struct RowShape {
  uint64_t row = 0;
  uint64_t samples = 1, tokens = 0, atoms = 0, chains = 0;
  RowPlace place{};
};

/// The ragged parts of one structure result, read or to be written, in the schema's order.
struct StructureParts {
  std::span<const float> pair_chains_iptm, coordinates, plddt;
  std::span<const uint16_t> pae, pde;
  std::span<const float> s, z;
};
void add_to(Crc& crc, const StructureParts& parts);

/// Of a row, whatever it holds.
struct StructureBytes {
  std::vector<float> scores;   ///< (structure_score_columns)
  std::vector<int32_t> marks;  ///< (mark_count + samples)
  StructureResult values;      ///< without its scores

  uint32_t crc(uint32_t row_crc) const;
};
StructureBytes read_structure(const StoreTables& tables, const StoreContents& contents,
                              const RowShape& shape);

struct AffinityBytes {
  std::vector<float> scores;
  std::vector<int32_t> marks;
  uint32_t crc(uint32_t row_crc) const;
};
AffinityBytes read_affinity(const StoreTables& tables, uint64_t row);

/// All rows' sizes and places, without manifest_row and topology sizes.
struct StoreIndex {
  RowSizes sizes{};
  RowOffsets offsets{};
  std::vector<uint32_t> row_crc{};    ///< (rows)
  std::vector<uint32_t> same_as{};    ///< (rows); empty: a store of schema 1
  std::vector<uint32_t> input_set{};  ///< (rows), where the store has them

  RowPlace place(uint64_t row) const;
  RowShape shape(uint64_t row, uint32_t samples) const;
};

/// The place as it was recorded: offsets that the store does not keep are 0.
StoreIndex read_index(const StoreTables& tables);

/// Whether a place that passed its checksum lies inside the datasets.
bool fits(const StoreTables& tables, const StoreContents& contents, const RowShape& shape);

/// Where the topologies of a kind begin, and the end of the last. Throws StoreError (corrupt) where
/// that does not agree with its checksum.
std::vector<uint64_t> read_topology_offsets(const hdf5::File& file, const StoreTables& tables,
                                            bool target);
void write_topology_offsets(StoreTables& tables, bool target, const std::vector<uint64_t>& offsets);

/// Text of a row's fixed-length field, without the zeros after it.
std::string_view field(const char* bytes, size_t width) noexcept;

/// Setting a stage back to pending takes two steps, for a disk may lose any of what it was not yet
/// made to take: the status, then, once the disk has that, all that belonged to it.
void set_pending(StoreTables& tables, Stage stage, uint64_t row);
/// What a pending stage has: as if nothing had ever been written.
void clear_result(StoreTables& tables, Stage stage, const RowShape& shape);

void clear_error(StoreTables& tables, uint64_t row);

/// What rows were read from, of a store that knows. Throws StoreError (corrupt).
InputTable read_inputs(const hdf5::File& file);
void write_inputs(hdf5::File& file, const InputTable& table);
InputDimensions dimensions_of(const InputTable& table);

/// Checksums included. Throws StoreError (corrupt).
StoredPlan read_plan(const hdf5::File& file, const StoreTables& tables);
void write_plan(hdf5::File& file, StoreTables& tables, const StoredPlan& plan);

}  // namespace bb
