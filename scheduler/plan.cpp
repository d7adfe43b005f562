#include "scheduler/plan.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <queue>
#include <stdexcept>
#include <string>

#include "scheduler/batch_limits.h"
#include "scheduler/length_buckets.h"

namespace bb {

namespace {

// Rows in the order in which batches are filled: what costs most to mix comes first. Stages, length
// bucket, depth of the MSA (in quarter octaves), target, tokens, atoms, MSA rows.
struct Key {
  uint64_t group, size;
  uint32_t depth, row;
  auto operator<=>(const Key&) const = default;
};

uint64_t msa_class(uint32_t rows) {
  const auto width = static_cast<uint32_t>(std::bit_width(rows));
  if (width <= 6) {
    return 0;  // fewer than 64 rows cost next to nothing
  }
  return 4 * width + (rows >> (width - 3) & 3U);
}

Key key_of(const ComplexSize& size, uint32_t row, const LengthBuckets& buckets) {
  const uint64_t longest_first = buckets.size() - buckets.of(size.tokens);
  const uint64_t deepest_first = 255 - msa_class(size.msa_rows);
  const uint64_t group = (size.affinity ? 0U : uint64_t{1} << 63) | longest_first << 40 |
                         deepest_first << 32 | size.target;
  return {group, uint64_t{UINT32_MAX - size.tokens} << 32 | (UINT32_MAX - size.atoms),
          UINT32_MAX - size.msa_rows, row};
}

// Back from its key: looking rows up in this order would miss the cache every time.
ComplexSize size_of(const Key& key) {
  ComplexSize size;
  size.tokens = UINT32_MAX - static_cast<uint32_t>(key.size >> 32);
  size.atoms = UINT32_MAX - static_cast<uint32_t>(key.size);
  size.msa_rows = UINT32_MAX - key.depth;
  size.affinity = key.group >> 63 == 0;
  return size;
}

std::vector<Key> sorted_keys(std::span<const ComplexSize> sizes, const PlanOptions& options) {
  uint32_t longest = 1;
  size_t planned = 0;
  for (size_t row = 0; row < sizes.size(); ++row) {
    const ComplexSize& size = sizes[row];
    if (size.tokens == 0) { continue; }
    constexpr uint32_t most = 1U << 30;
    if (size.atoms == 0 || size.msa_rows == 0 || size.tokens > most || size.atoms > most) {
      throw std::invalid_argument("row " + std::to_string(row) +
                                  " cannot be planned: " + std::to_string(size.tokens) +
                                  " tokens, " + std::to_string(size.atoms) + " atoms, " +
                                  std::to_string(size.msa_rows) + " MSA rows");
    }
    longest = std::max(longest, size.tokens);
    ++planned;
  }
  const LengthBuckets buckets(longest, options.token_multiple);
  std::vector<Key> keys;
  keys.reserve(planned);
  for (size_t row = 0; row < sizes.size(); ++row) {
    if (sizes[row].tokens == 0) { continue; }
    keys.push_back(key_of(sizes[row], static_cast<uint32_t>(row), buckets));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

bool same_shape(const PlannedBatch& a, const PlannedBatch& b) {
  return a.tokens == b.tokens && a.atoms == b.atoms && a.msa_rows == b.msa_rows &&
         a.stages == b.stages;
}

// What a complex of a shape costs alone; neighbours often have the same.
class AloneCosts {
 public:
  explicit AloneCosts(const BatchLimits& limits) : limits_(limits) {}

  void look_up(const PlannedBatch& shape) {
    if (known_ && same_shape(shape, last_)) { return; }
    last_ = shape;
    last_.count = 1;
    flops_ = limits_.flops(last_);
    bytes_ = limits_.bytes(last_);
    known_ = true;
  }
  double flops(const PlannedBatch& shape) {
    look_up(shape);
    return flops_;
  }
  uint64_t bytes(const PlannedBatch& shape) {
    look_up(shape);
    return bytes_;
  }

 private:
  const BatchLimits& limits_;
  PlannedBatch last_;
  double flops_ = 0;
  uint64_t bytes_ = 0;
  bool known_ = false;
};

// Fills batches with complexes as they come.
class Packer {
 public:
  Packer(const BatchLimits& limits, const PlanOptions& options, uint64_t max_bytes)
      : limits_(limits), options_(options), max_bytes_(max_bytes), own_(limits), padded_(limits) {}

  void add(const PlannedBatch& alone, uint32_t at) {
    const double flops = own_.flops(alone);
    if (open_.count > 0 && takes(alone, flops)) {
      open_ = BatchLimits::joined(open_, alone);
      own_flops_ += flops;
      return;
    }
    close();
    open_ = alone;
    open_.first = at;
    open_.too_large = own_.bytes(alone) > max_bytes_;
    own_flops_ = flops;
  }

  std::vector<PlannedBatch> finish() && {
    close();
    return std::move(batches_);
  }

 private:
  bool takes(const PlannedBatch& alone, double flops) {
    if (open_.too_large || open_.stages != alone.stages || open_.count >= options_.max_batch_size) {
      return false;
    }
    const PlannedBatch batch = BatchLimits::joined(open_, alone);
    if (uint64_t{batch.count} * batch.tokens > options_.max_batch_tokens) { return false; }
    if (batch.count * padded_.flops(batch) > (1 + options_.max_padding) * (own_flops_ + flops)) {
      return false;
    }
    return limits_.bytes(batch) <= max_bytes_;
  }

  void close() {
    if (open_.count == 0) { return; }
    const CostModel& cost = limits_.cost();
    open_.structure_seconds = static_cast<float>(cost.structure_seconds(open_.structure_shape()));
    if (has_affinity(open_.stages)) {
      open_.affinity_seconds = static_cast<float>(cost.affinity_seconds(open_.affinity_shape()));
    }
    batches_.push_back(open_);
    open_ = {};
  }

  const BatchLimits& limits_;
  const PlanOptions& options_;
  uint64_t max_bytes_;
  AloneCosts own_, padded_;
  PlannedBatch open_;
  double own_flops_ = 0;
  std::vector<PlannedBatch> batches_;
};

// Whether a complex fits with one checkpoint resident, but not with both.
bool must_take_turns(const std::vector<Key>& keys, const BatchLimits& limits) {
  AloneCosts costs(limits);
  return std::any_of(keys.begin(), keys.end(), [&](const Key& key) {
    const uint64_t bytes = costs.bytes(limits.alone(size_of(key)));
    return bytes > limits.bytes_beside_both() && bytes <= limits.bytes_beside_one();
  });
}

void sort_longest_first(Plan& plan) {
  std::stable_sort(
      plan.batches.begin(), plan.batches.end(),
      [](const PlannedBatch& a, const PlannedBatch& b) { return a.seconds() > b.seconds(); });
  std::vector<uint32_t> members;
  members.reserve(plan.members.size());
  for (PlannedBatch& batch : plan.batches) {
    const auto from = plan.members.begin() + batch.first;
    batch.first = static_cast<uint32_t>(members.size());
    members.insert(members.end(), from, from + batch.count);
  }
  plan.members = std::move(members);
}

}  // namespace

Plan make_plan(std::span<const ComplexSize> sizes, const PlanOptions& options) {
  if (sizes.size() >= UINT32_MAX) {
    throw std::invalid_argument("a plan has at most 2^32 - 2 rows: cut the manifest in parts");
  }
  const bool affinity = std::any_of(sizes.begin(), sizes.end(), [](const ComplexSize& size) {
    return size.tokens > 0 && size.affinity;
  });
  const BatchLimits limits(options, affinity);
  Plan plan;
  plan.rows = sizes.size();
  {
    const std::vector<Key> keys = sorted_keys(sizes, options);
    plan.models_take_turns = affinity && must_take_turns(keys, limits);
    Packer packer(limits, options,
                  plan.models_take_turns ? limits.bytes_beside_one() : limits.bytes_beside_both());
    plan.members.reserve(keys.size());
    for (const Key& key : keys) {
      packer.add(limits.alone(size_of(key)), static_cast<uint32_t>(plan.members.size()));
      plan.members.push_back(key.row);
    }
    plan.batches = std::move(packer).finish();
  }
  sort_longest_first(plan);
  return plan;
}

std::vector<uint32_t> shard_batches(const Plan& plan, uint32_t index, uint32_t count) {
  if (index >= count) {
    throw std::invalid_argument("shard " + std::to_string(index) + " of " + std::to_string(count) +
                                " does not exist: shards are numbered from 0");
  }
  // Longest first, each to the shard that has least; of equals to the first.
  using Load = std::pair<double, uint32_t>;
  std::vector<Load> empty(count);
  for (uint32_t shard = 0; shard < count; ++shard) { empty[shard] = {0.0, shard}; }
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads(std::greater<>{},
                                                                     std::move(empty));
  std::vector<uint32_t> batches;
  for (uint32_t batch = 0; batch < plan.batches.size(); ++batch) {
    auto [seconds, shard] = loads.top();
    loads.pop();
    if (shard == index) { batches.push_back(batch); }
    loads.emplace(seconds + plan.batches[batch].seconds(), shard);
  }
  return batches;
}

}  // namespace bb
