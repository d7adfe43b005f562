#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "made_up.h"

namespace bb::test {

struct StoreCheck {
  uint64_t done = 0, failed = 0, pending = 0;  ///< stages
  std::string wrong{};  ///< the first result that is not what was made up; empty: none
};

/// Reads every row that says it is done. Throws StoreError where the reader does.
StoreCheck check_store(const std::filesystem::path& path, const MadeUpOptions& options);

}  // namespace bb::test
