#include "scheduler/plan_arrays.h"

#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>

#include <libdeflate.h>

namespace bb {

namespace {

constexpr uint32_t flag_too_large = 1;

// Of no values libdeflate makes 0, as zlib did, by which the plans of older stores are checked.
template <typename T>
uint32_t add_to(uint32_t crc, std::span<const T> values) {
  return libdeflate_crc32(crc, values.data(), values.size_bytes());
}

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error("the stored plan is damaged: " + what);
}

PlannedBatch batch_from(std::span<const uint32_t> row, float structure, float affinity,
                        uint32_t first) {
  PlannedBatch batch;
  batch.first = row[0];
  batch.count = row[1];
  batch.tokens = row[2];
  batch.atoms = row[3];
  batch.msa_rows = row[4];
  batch.affinity_tokens = row[6];
  batch.affinity_atoms = row[7];
  batch.too_large = (row[8] & flag_too_large) != 0;
  batch.structure_seconds = structure;
  batch.affinity_seconds = affinity;
  if (batch.first != first || batch.count == 0) { refuse("its batches do not cover its members"); }
  if (batch.tokens == 0 || batch.atoms == 0 || batch.msa_rows == 0) {
    refuse("a batch without size");
  }
  if (row[5] == 0 || row[5] > 3 || row[8] > flag_too_large) {
    refuse("a batch without known stages");
  }
  batch.stages = static_cast<Stages>(row[5]);
  const bool crop = has_affinity(batch.stages);
  if (crop != (batch.affinity_tokens > 0) || crop != (batch.affinity_atoms > 0)) {
    refuse("the size of an affinity crop");
  }
  if (!(structure >= 0 && affinity >= 0) || !std::isfinite(structure + affinity)) {
    refuse("the predicted time of a batch");
  }
  return batch;
}

}  // namespace

uint32_t checksum_of(const PlanArrays& arrays) {
  const std::array<uint64_t, 3> head = {arrays.rows, arrays.models_take_turns ? 1U : 0U,
                                        arrays.members.size()};
  uint32_t crc = add_to(0, std::span<const uint64_t>(head));
  crc = add_to(crc, std::span<const uint32_t>(arrays.batches));
  crc = add_to(crc, std::span<const float>(arrays.seconds));
  return add_to(crc, std::span<const uint32_t>(arrays.members));
}

PlanArrays to_arrays(const Plan& plan) {
  PlanArrays arrays;
  arrays.rows = plan.rows;
  arrays.models_take_turns = plan.models_take_turns;
  arrays.members = plan.members;
  arrays.batches.reserve(plan.batches.size() * PlanArrays::columns);
  arrays.seconds.reserve(plan.batches.size() * 2);
  for (const PlannedBatch& batch : plan.batches) {
    arrays.batches.insert(arrays.batches.end(),
                          {batch.first, batch.count, batch.tokens, batch.atoms, batch.msa_rows,
                           static_cast<uint32_t>(batch.stages), batch.affinity_tokens,
                           batch.affinity_atoms, batch.too_large ? flag_too_large : 0U});
    arrays.seconds.insert(arrays.seconds.end(), {batch.structure_seconds, batch.affinity_seconds});
  }
  arrays.checksum = checksum_of(arrays);
  return arrays;
}

Plan from_arrays(const PlanArrays& arrays) {
  if (arrays.checksum != checksum_of(arrays)) { refuse("its checksum is another"); }
  const size_t count = arrays.batches.size() / PlanArrays::columns;
  if (arrays.batches.size() != count * PlanArrays::columns || arrays.seconds.size() != 2 * count) {
    refuse("its arrays differ in length");
  }
  Plan plan;
  plan.rows = arrays.rows;
  plan.models_take_turns = arrays.models_take_turns;
  plan.batches.reserve(count);
  uint64_t covered = 0;
  for (size_t index = 0; index < count; ++index) {
    const auto row =
        std::span(arrays.batches).subspan(index * PlanArrays::columns, PlanArrays::columns);
    plan.batches.push_back(batch_from(row, arrays.seconds[2 * index], arrays.seconds[2 * index + 1],
                                      static_cast<uint32_t>(covered)));
    covered += plan.batches.back().count;
    if (covered > arrays.members.size()) { refuse("its batches have more members than it lists"); }
    if (index > 0 && plan.batches[index - 1].seconds() < plan.batches[index].seconds()) {
      refuse("its batches are not ordered longest first");
    }
  }
  if (covered != arrays.members.size()) { refuse("its batches do not cover its members"); }
  if (arrays.rows >= UINT32_MAX) { refuse("it has too many rows"); }
  std::vector<bool> seen(arrays.rows);
  for (const uint32_t row : arrays.members) {
    if (row >= arrays.rows) { refuse("row " + std::to_string(row) + " does not exist"); }
    if (seen[row]) { refuse("row " + std::to_string(row) + " is in two batches"); }
    seen[row] = true;
  }
  plan.members = arrays.members;
  return plan;
}

}  // namespace bb
