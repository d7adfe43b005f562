#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace bb {

/// What the lock file beside a store says of the job that holds it.
struct LockHolder {
  std::string host{}, job{}, process{}, started{};
  uint32_t attempt = 0;
  std::chrono::milliseconds since_beat{};  ///< its last, by this machine's clock; never negative
};

/// Returns nothing where there is no lock file, or one that cannot be read. Only looks: changes
/// nothing, and waits for nobody.
std::optional<LockHolder> lock_holder(const std::filesystem::path& store);

}  // namespace bb
