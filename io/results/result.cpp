#include "io/results/result.h"

#include <algorithm>

namespace bb {

size_t most_confident_sample(std::span<const float> confidence_score) {
  return static_cast<size_t>(std::max_element(confidence_score.begin(), confidence_score.end()) -
                             confidence_score.begin());
}

}  // namespace bb
