#include "driver/options/shard.h"

#include <string>

namespace bb {

std::filesystem::path shard_path(const std::filesystem::path& store, const Shard& shard) {
  if (shard.count == 1) { return store; }
  std::filesystem::path out = store;
  out.replace_filename(store.stem().string() + ".shard-" + std::to_string(shard.index + 1) +
                       "-of-" + std::to_string(shard.count) + store.extension().string());
  return out;
}

}  // namespace bb
