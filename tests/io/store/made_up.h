#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/store/layout.h"
#include "io/store/stored_result.h"
#include "io/store/topology.h"

namespace bb::test {

inline constexpr uint32_t made_up_targets = 3;

/// A store's inputs and results made up from row numbers alone, so that whoever reads one back
/// knows what must be in it.
struct MadeUpOptions {
  uint64_t rows = 20;
  uint32_t samples = 2;
  bool structures = true;
  bool everything = false;  ///< pae, pde and embeddings too
  uint32_t tokens = 0;      ///< of every row; 0: varied, and every tenth row is an error
  uint32_t atoms = 0;       ///< with tokens
  uint64_t manifest_first = 0, manifest_step = 1;  ///< other than 0, 1: a shard
  uint32_t shard = 0, shards = 1;                  ///< of a plan of `rows` rows; 1: no shards
  std::string name = "complex";                    ///< ids begin with it
  bool copies = false;                             ///< every other row is the same as the last
};

bool is_error(const MadeUpOptions& options, uint64_t manifest_row);
bool wants_affinity(const MadeUpOptions& options, uint64_t manifest_row);
bool has_warning(uint64_t manifest_row);

/// The layout with the rows' text of rank `rank` of `ranks`.
StoreLayout make_layout(const MadeUpOptions& options, int rank = 0, int ranks = 1);

struct MadeUpStructure {
  StructureResult result{};
  BatchShare share{};
};
struct MadeUpAffinity {
  AffinityResult result{};
  BatchShare share{};
};
MadeUpStructure make_structure(const StoreContents& contents, uint64_t manifest_row,
                               uint32_t tokens, uint32_t atoms, uint32_t chains);
MadeUpAffinity make_affinity(uint64_t manifest_row);
/// Of a target by its number; of a ligand by its row of the manifest.
Topology make_topology(bool target, uint32_t number);

/// Empty if a row reads back as it was made up, else what differs.
std::string difference(const MadeUpStructure& made, const StoredStructure& stored);
std::string difference(const MadeUpAffinity& made, const StoredAffinity& stored);

}  // namespace bb::test
