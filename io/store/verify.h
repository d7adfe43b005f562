#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "io/results/status.h"

namespace bb {

struct BadRow {
  uint64_t row = 0;
  std::string id{};
  Stage stage = Stage::structure;
  std::string problem{};
  bool repairable = true;      ///< false: the row's own entry (id, sizes, offsets) is damaged
  bool only_topology = false;  ///< its numbers are good: the next run makes its topology again
};

struct VerifyReport {
  uint64_t rows = 0;
  uint64_t results = 0;  ///< results whose checksums were computed
  std::vector<BadRow> bad{};
  std::vector<std::string> problems{};  ///< of the store as a whole: plan, topology, tables
  std::vector<uint32_t> bad_targets{}, bad_ligands{};  ///< whose topologies are damaged
  uint64_t repaired = 0;                               ///< stages set to pending

  bool ok() const noexcept { return bad.empty() && problems.empty(); }
};

/// Reads all of a store: checksums of every row's entry and result, the plan, the topologies, the
/// offsets, the views that h5py users read, statuses and ranges. With `repair` bad results become
/// pending (the next run computes them again) and damaged topologies "not written" (it makes them
/// again); the caller holds the store's lock then, and whatever ends the process leaves a store
/// that opens. `stop` is asked now and then. Throws StoreError: for a file that cannot be opened as
/// a store at all; stopped.
VerifyReport verify_store(const std::filesystem::path& path, bool repair = false,
                          const std::function<bool()>& stop = {});

}  // namespace bb
