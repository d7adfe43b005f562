#pragma once

#include <cstdint>
#include <string_view>

namespace bb {

/// Where a complex is on its way through a rank.
enum class Step : uint32_t {
  none,
  survey,
  features,
  structure,  ///< on the device
  crop,
  affinity,  ///< on the device
  writing,
  affinity_writing,
};

std::string_view name_of(Step step) noexcept;  ///< "survey", "features", "device", …
/// For sentences: "making its features".
std::string_view doing(Step step) noexcept;
/// Whether what goes wrong there leaves the complex its structure.
bool spares_structure(Step step) noexcept;

}  // namespace bb
