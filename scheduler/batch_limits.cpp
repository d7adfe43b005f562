#include "scheduler/batch_limits.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace bb {

namespace {

uint32_t round_up(uint32_t value, uint32_t multiple) {
  return static_cast<uint32_t>((uint64_t{value} + multiple - 1) / multiple * multiple);
}

void require(bool good, const std::string& message) {
  if (!good) { throw std::invalid_argument(message); }
}

}  // namespace

BatchLimits::BatchLimits(const PlanOptions& options, bool affinity)
    : cost_(options.settings, options.figures, options.dimensions),
      token_multiple_(options.token_multiple),
      atom_multiple_(options.atom_multiple) {
  require(options.max_batch_size > 0, "the largest batch size must be at least 1");
  require(options.max_batch_tokens > 0, "the most tokens of a batch must be at least 1");
  require(options.max_padding >= 0, "the padding of a batch must not be negative");
  require(token_multiple_ > 0 && token_multiple_ <= 256 && 256 % token_multiple_ == 0,
          "tokens are padded to a divisor of 256, the affinity crop");
  require(atom_multiple_ > 0 && atom_multiple_ % 32 == 0 && 2048 % atom_multiple_ == 0,
          "atoms are padded to a multiple of 32 that divides 2048, the affinity crop");

  const uint64_t structure = cost_.structure_weight_bytes();
  const uint64_t second = affinity ? cost_.affinity_weight_bytes() : 0;
  const uint64_t one = std::max(structure, second);
  require(options.memory_bytes > one,
          "the plan's memory of " + std::to_string(options.memory_bytes >> 20) +
              " MiB does not hold the weights (" + std::to_string(one >> 20) +
              " MiB): give more, or a device that has more");
  beside_one_ = options.memory_bytes - one;
  beside_both_ =
      options.memory_bytes > structure + second ? options.memory_bytes - structure - second : 0;
}

PlannedBatch BatchLimits::alone(const ComplexSize& size) const noexcept {
  PlannedBatch batch;
  batch.count = 1;
  batch.tokens = round_up(size.tokens, token_multiple_);
  batch.atoms = round_up(size.atoms, atom_multiple_);
  batch.msa_rows = size.msa_rows;
  batch.stages = size.stages();
  if (size.affinity) {
    batch.affinity_tokens = affinity_tokens(batch.tokens);
    batch.affinity_atoms = affinity_atoms(batch.atoms);
  }
  return batch;
}

PlannedBatch BatchLimits::joined(const PlannedBatch& a, const PlannedBatch& b) noexcept {
  PlannedBatch batch = a;
  batch.count += b.count;
  batch.tokens = std::max(a.tokens, b.tokens);
  batch.atoms = std::max(a.atoms, b.atoms);
  batch.msa_rows = std::max(a.msa_rows, b.msa_rows);
  batch.affinity_tokens = std::max(a.affinity_tokens, b.affinity_tokens);
  batch.affinity_atoms = std::max(a.affinity_atoms, b.affinity_atoms);
  return batch;
}

uint64_t BatchLimits::bytes(const PlannedBatch& batch) const noexcept {
  const uint64_t structure = cost_.structure_bytes(batch.structure_shape());
  if (!has_affinity(batch.stages)) { return structure; }
  return std::max(structure, cost_.affinity_bytes(batch.affinity_shape()));
}

double BatchLimits::flops(const PlannedBatch& batch) const noexcept {
  const double structure = cost_.structure_flops(batch.structure_shape()).total();
  if (!has_affinity(batch.stages)) { return structure; }
  return structure + cost_.affinity_flops(batch.affinity_shape()).total();
}

}  // namespace bb
