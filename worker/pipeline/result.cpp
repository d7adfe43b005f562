#include "worker/pipeline/result.h"

#include <algorithm>

namespace bb {

int64_t StructureResult::best_sample() const {
  return std::max_element(confidence_score.begin(), confidence_score.end()) -
         confidence_score.begin();
}

}  // namespace bb
