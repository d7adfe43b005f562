#include "driver/run/shards.h"

#include <algorithm>

#include "driver/faults/stop_signals.h"
#include "driver/ranks/together.h"
#include "io/store/store_writer.h"

namespace bb {

namespace {

/// (count) rows of each shard, ascending; together they are all. A row that shares another's
/// results is with that; a row with an error is somewhere.
std::vector<std::vector<RowId>> shard_rows(const Plan& plan, const RunRows& of, uint32_t count) {
  const Survey& survey = of.survey;
  const uint64_t rows = survey.rows();
  std::vector<uint32_t> shard_of(rows);
  // Rows without a batch: blocks of them, so that the table of none is much longer.
  for (uint64_t row = 0; row < rows; ++row) {
    shard_of[row] = static_cast<uint32_t>(row * count / rows);
  }
  for (uint32_t shard = 0; shard < count; ++shard) {
    for (const uint32_t batch : shard_batches(plan, shard, count)) {
      for (const uint32_t row : plan.members_of(batch)) { shard_of[row] = shard; }
    }
  }
  std::vector<std::vector<RowId>> out(count);
  for (uint64_t row = 0; row < rows; ++row) {
    out[shard_of[survey.computed_as[row]]].push_back(of.inputs.table->listed_as(PlaceId(row)));
  }
  return out;
}

}  // namespace

void create_shards(RunContext& run, RunRows& rows, const RunPlan& plan,
                   const RowsSettled& settled) {
  const Options& options = run.options;
  const uint32_t count = std::max(options.create_shards, options.shard.count);
  together(run.mpi, [&] {
    if (count > plan.plan.batches.size()) {
      throw UsageError(std::to_string(count) + " shards of " +
                       std::to_string(plan.plan.batches.size()) +
                       " batches: give no more shards than there are batches");
    }
  });
  std::vector<std::vector<RowId>> parts = shard_rows(plan.plan, rows, count);
  StoreAttributes& attributes = rows.attributes;
  attributes.shard_count = count;
  attributes.shard_rows.clear();
  for (const auto& part : parts) { attributes.shard_rows.push_back(part.size()); }
  for (uint32_t index = 0; index < count; ++index) {
    if (options.create_shards == 0 && index != options.shard.index) { continue; }
    const std::filesystem::path path =
        options.create_shards > 0 ? shard_path(options.out, {.index = index, .count = count})
                                  : options.out;
    attributes.shard_index = index;
    rows.inputs.table->select(std::move(parts[index]));
    rows.survey = survey_run(run, rows.inputs, settled);
    StoreWriter store = StoreWriter::create(MPI_COMM_WORLD, path, rows.layout(run, plan.stored),
                                            {.stop = [] { return StopSignals::received() != 0; }});
    store.close();
    run.say(path.string() + ": " + std::to_string(rows.survey.rows()) + " rows");
  }
}

void number_members(Plan& plan, const RowTable& table) {
  for (uint32_t& member : plan.members) {
    const auto place = table.place_of(RowId(member));
    member = place ? static_cast<uint32_t>(place->value()) : UINT32_MAX;
  }
}

}  // namespace bb
