#pragma once

#include <cstdint>
#include <filesystem>

namespace bb {

/// A part of a run that is a job of its own, with a store of its own: whole batches of the one
/// plan.
struct Shard {
  uint32_t index = 0;  // 0 ≤ index < count
  uint32_t count = 1;
};

/// results.h5 -> results.shard-2-of-4.h5 for index 1 of 4; `store` itself for the only one.
std::filesystem::path shard_path(const std::filesystem::path& store, const Shard& shard);

}  // namespace bb
