#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bb {

struct MergeOptions {
  bool replace = false;  ///< a master that is there
  bool newest = false;   ///< of an id that is done in two stores, the row of the one made last
  std::function<bool()> stop{};  ///< asked now and then
};

struct MergeReport {
  uint64_t rows = 0, stores = 0;
  uint64_t replaced = 0;  ///< rows that are not shown, since another of their id is
  /// Shards that were not there, such as "shard 2 of 4, 250 rows"; their rows are pending.
  std::vector<std::string> missing{};
};

/// Makes a master: a store without results of its own, that shows those of `stores` as they are
/// now. It reads like any other store; no run continues it.
///
/// Shards of one plan become its rows in the manifest's order; a shard that is not named, or whose
/// file is not there, is rows that are pending. Other stores follow one another in the order given.
/// Of rows of one id the one that is done is shown, at the first one's place. What is small and per
/// row is copied; coordinates and other bulk are read through the master from the stores' own
/// files, which it names relative to its folder. Stores are only read, without locks, so runs may
/// be writing them. The file is made under another name, then renamed.
///
/// Throws StoreError: exists where `out` is there and `replace` is not set, or is no master;
/// missing for a store that is not there (unless it can be a shard of one that is); mismatch,
/// naming each difference with both values, for stores of different settings, for shards of
/// different inputs, for a shard that occurs twice, and for an id that is done twice; corrupt for a
/// damaged store; stopped where `stop` says so. Whatever ends it, what had the name `out` before is
/// there still.
MergeReport merge_stores(const std::filesystem::path& out,
                         std::span<const std::filesystem::path> stores,
                         const MergeOptions& options = {});

}  // namespace bb
