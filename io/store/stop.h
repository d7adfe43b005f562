#pragma once

#include <filesystem>
#include <functional>

#include "io/store/hdf5/store_error.h"

namespace bb {

/// Throws StoreError (stopped), of `path`, where `stop` is there and says so.
inline void stop_if_told(const std::function<bool()>& stop, const std::filesystem::path& path) {
  if (!stop || !stop()) { return; }
  throw StoreError(StoreError::Kind::stopped,
                   path.string() + ": stopped by a signal; the same command starts over");
}

}  // namespace bb
