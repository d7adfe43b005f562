#include "scheduler/work_list.h"

#include <numeric>

namespace bb {

std::vector<Work> make_work(const Plan& plan, const DoneStages& done) {
  std::vector<uint32_t> all(plan.batches.size());
  std::iota(all.begin(), all.end(), 0U);
  return make_work(plan, done, all);
}

std::vector<Work> make_work(const Plan& plan, const DoneStages& done,
                            std::span<const uint32_t> batches) {
  std::vector<Work> work;
  for (const uint32_t index : batches) {
    const PlannedBatch& batch = plan.batches.at(index);
    const bool structure = has_structure(batch.stages) && !(done && done(index, Stages::structure));
    const bool affinity =
        has_affinity(batch.stages) && (structure || !(done && done(index, Stages::affinity)));
    if (structure && affinity) {
      work.push_back({index, Stages::structure_and_affinity, static_cast<float>(batch.seconds())});
    } else if (structure) {
      work.push_back({index, Stages::structure, batch.structure_seconds});
    } else if (affinity) {
      work.push_back({index, Stages::affinity, batch.affinity_seconds});
    }
  }
  return work;
}

}  // namespace bb
