#pragma once

#include <cstdint>
#include <vector>

#include "io/results/result.h"

namespace bb {

/// A result as it is read back; where the store keeps no structures, without them.
struct StoredStructure {
  StructureResult result{};
  std::vector<int32_t> sample_rank{};  ///< (samples) place by confidence_score, 0 the best
  BatchShare share{};
  int32_t rank = 0, attempt = 0;
};

struct StoredAffinity {
  AffinityResult result{};
  BatchShare share{};
  int32_t rank = 0, attempt = 0;
};

}  // namespace bb
