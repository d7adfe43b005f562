#include "scheduler/plan_statistics.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

#include "scheduler/batch_limits.h"
#include "scheduler/length_buckets.h"

namespace bb {

namespace {

// Products of a complex as it is, without any padding.
double flops_of(const ComplexSize& size, const CostModel& cost) {
  const double structure =
      cost.structure_flops({1, size.tokens, size.atoms, size.msa_rows}).total();
  if (!size.affinity) { return structure; }
  return structure + cost.affinity_flops({1, affinity_tokens(size.tokens),
                                          affinity_atoms(size.atoms), size.msa_rows})
                         .total();
}

struct Shape {
  uint32_t count, tokens, atoms;
  auto operator<=>(const Shape&) const = default;
};

class Statistics {
 public:
  Statistics(std::span<const ComplexSize> sizes, const BatchLimits& limits,
             const LengthBuckets& buckets)
      : sizes_(sizes), limits_(limits), buckets_(buckets), histogram_(buckets.size()) {}

  void add(const PlannedBatch& batch, std::span<const uint32_t> members) {
    const bool affinity = has_affinity(batch.stages);
    ++all_.batches;
    all_.complexes += batch.count;
    all_.too_large += batch.too_large ? 1 : 0;
    all_.affinity_complexes += affinity ? batch.count : 0;
    all_.structure_seconds += batch.structure_seconds;
    all_.affinity_seconds += batch.affinity_seconds;
    all_.longest_batch_seconds = std::max(all_.longest_batch_seconds, batch.seconds());
    all_.flops += limits_.flops(batch);
    if (!batch.too_large) {
      all_.largest_bytes = std::max(all_.largest_bytes, limits_.bytes(batch));
    }
    shapes_.push_back({batch.count, batch.tokens, batch.atoms});
    positions_ += static_cast<double>(batch.count) * batch.tokens;
    for (const uint32_t row : members) {
      tokens_ += sizes_[row].tokens;
      useful_ += flops_of(sizes_[row], limits_.cost());
    }
    LengthBucket& bucket = histogram_[buckets_.of(batch.tokens)];
    bucket.min_tokens =
        bucket.batches == 0 ? batch.tokens : std::min(bucket.min_tokens, batch.tokens);
    bucket.max_tokens = std::max(bucket.max_tokens, batch.tokens);
    ++bucket.batches;
    bucket.complexes += batch.count;
    bucket.seconds += batch.seconds();
  }

  PlanStatistics finish() && {
    std::sort(shapes_.begin(), shapes_.end());
    all_.shapes =
        static_cast<uint64_t>(std::unique(shapes_.begin(), shapes_.end()) - shapes_.begin());
    if (positions_ > 0) { all_.token_waste = 1 - tokens_ / positions_; }
    if (all_.flops > 0) { all_.flops_waste = 1 - useful_ / all_.flops; }
    std::copy_if(histogram_.begin(), histogram_.end(), std::back_inserter(all_.buckets),
                 [](const LengthBucket& bucket) { return bucket.batches > 0; });
    return std::move(all_);
  }

 private:
  std::span<const ComplexSize> sizes_;
  const BatchLimits& limits_;
  const LengthBuckets& buckets_;
  std::vector<LengthBucket> histogram_;
  std::vector<Shape> shapes_;
  double positions_ = 0, tokens_ = 0, useful_ = 0;
  PlanStatistics all_;
};

}  // namespace

PlanStatistics statistics_of(const Plan& plan, std::span<const ComplexSize> sizes,
                             const PlanOptions& options) {
  std::vector<uint32_t> all(plan.batches.size());
  std::iota(all.begin(), all.end(), 0U);
  return statistics_of(plan, sizes, options, all);
}

PlanStatistics statistics_of(const Plan& plan, std::span<const ComplexSize> sizes,
                             const PlanOptions& options, std::span<const uint32_t> batches) {
  if (sizes.size() != plan.rows) {
    throw std::invalid_argument("a plan of " + std::to_string(plan.rows) + " rows, and " +
                                std::to_string(sizes.size()) + " sizes");
  }
  uint32_t longest = 1;
  bool affinity = false;
  for (const PlannedBatch& batch : plan.batches) {
    longest = std::max(longest, batch.tokens);
    affinity = affinity || has_affinity(batch.stages);
  }
  const BatchLimits limits(options, affinity);
  const LengthBuckets buckets(longest, options.token_multiple);
  Statistics statistics(sizes, limits, buckets);
  for (const uint32_t batch : batches) {
    statistics.add(plan.batches.at(batch), plan.members_of(batch));
  }
  PlanStatistics result = std::move(statistics).finish();
  result.unplanned = plan.rows - plan.members.size();
  result.weight_bytes =
      options.memory_bytes -
      (plan.models_take_turns ? limits.bytes_beside_one() : limits.bytes_beside_both());
  return result;
}

}  // namespace bb
