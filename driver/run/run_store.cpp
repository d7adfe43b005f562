#include "driver/run/run_store.h"

#include "driver/faults/failpoint.h"
#include "driver/faults/stop_signals.h"
#include "driver/ranks/together.h"
#include "driver/run/input_comparison.h"
#include "driver/run/lock_options.h"
#include "driver/run/row_source.h"
#include "driver/run/run_layout.h"
#include "driver/run/shards.h"
#include "driver/run/store_sink.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_reader.h"

namespace bb {

namespace {

/// What a run that continues a store takes from it before it reads its own rows.
struct StoredRows {
  bool has_affinity = false;  ///< whether an affinity model was there
  uint64_t listed = 0;        ///< rows of the list that it was planned from
  /// Rows of the list that it has, ascending; empty: all of them.
  std::vector<RowId> selected{};
  std::vector<uint64_t> without_place{};  ///< its rows that failed before it was planned
  std::vector<uint64_t> crashed{};        ///< of these, those that crashed who read them

  static constexpr auto members() {
    return std::tuple(&StoredRows::has_affinity, &StoredRows::listed, &StoredRows::selected,
                      &StoredRows::without_place, &StoredRows::crashed);
  }
};

bool are_all(const std::vector<uint64_t>& rows, uint64_t listed) {
  return rows.size() == listed &&
         (rows.empty() || (rows.front() == 0 && rows.back() + 1 == listed));
}

StoredRows read_stored_rows(const std::filesystem::path& path) {
  const StoreReader store(path);
  const RowSizes& sizes = store.sizes();
  const std::vector<ErrorCode> codes = store.error_codes();
  StoredRows out{.has_affinity = !store.attributes().affinity_checkpoint_sha256.empty(),
                 .listed = store.plan().rows};
  for (uint64_t row = 0; row < sizes.rows(); ++row) {
    if (sizes.tokens[row] > 0) { continue; }
    out.without_place.push_back(row);
    if (codes[row] == ErrorCode::crash) { out.crashed.push_back(row); }
  }
  const bool all = !store.sources().empty() || are_all(sizes.manifest_row, out.listed);
  if (!all) {
    out.selected = std::vector<RowId>(sizes.manifest_row.begin(), sizes.manifest_row.end());
  }
  return out;
}

std::string mend_of_inputs(const Options& options) {
  return "Put back what was changed to continue this store; or leave it as it is, compute the "
         "other rows into a store of their own (--rows-from " +
         options.out.string() +
         " --not-done --out OTHER.h5), and show both as one (boltz-batch merge)";
}

StoreWriterOptions writing(const MpiSession& mpi) {
  StoreWriterOptions out;
  out.stop = [] { return StopSignals::received() != 0; };
  if (has_failpoint()) {
    out.failpoint = [rank = mpi.rank()](std::string_view name) { failpoint(name, rank); };
  }
  return out;
}

void compare_with_store(const RunContext& run, const RunRows& rows) {
  const Options& options = run.options;
  std::optional<StoreReader> store;
  together(run.mpi, [&] { store.emplace(options.out); });
  if (!store->sources().empty()) {
    return;  // a master, which resuming refuses
  }
  const InputDifferences found = compare_inputs(run.mpi, *store, *rows.inputs.table, rows.survey);
  store.reset();  // HDF5 opens no file for writing that this process has open
  const bool only_failed = found.computed == 0;
  together(run.mpi, [&] {
    if (!found.any() || (options.retry_failed && only_failed)) { return; }
    throw StoreError(StoreError::Kind::mismatch,
                     options.out.string() + ": " + found.message + ". " +
                         (only_failed ? "All of these failed: --retry-failed leaves them as they "
                                        "are and goes on with the others. "
                                      : "") +
                         mend_of_inputs(options));
  });
}

/// What became of rows that failed before anything was planned.
void say_what_was_mended(const RunContext& run, const RunRows& rows,
                         const RowsWithoutPlace& without_place) {
  if (without_place.rows.empty()) { return; }
  const Options& options = run.options;
  const std::vector<uint64_t>& well = rows.survey.mended;
  const uint64_t mended = well.size(), failed = without_place.rows.size() - mended;
  const auto count_of = [](uint64_t count) {
    return std::to_string(count) + (count == 1 ? " row" : " rows");
  };
  if (mended > 0) {
    run.say(count_of(mended) + " that could not be read " + (mended == 1 ? "is" : "are") +
            " mended, and have no place in this store. To compute them: boltz-batch " +
            options.manifest.string() +
            (options.target.empty() ? "" : " --target " + options.target.string()) +
            " --rows-from " + options.out.string() +
            " --not-done --out OTHER.h5, with the same settings; then boltz-batch merge ALL.h5 " +
            options.out.string() + " OTHER.h5");
  }
  if (failed == 0) { return; }
  run.say(count_of(failed) + " cannot be read yet, for example:");
  int left = 5;
  for (const uint64_t row : without_place.rows) {
    if (std::ranges::binary_search(well, row)) { continue; }
    if (left-- == 0) { break; }
    run.say("  " + rows.inputs.table->row(PlaceId(row)).id + ": " +
            rows.survey.problems.at(row).message);
  }
}

}  // namespace

HeldStore::HeldStore(const RunContext& run) {
  const std::filesystem::path& out = run.options.out;
  const std::string token = on_leader(run.mpi, [&] {
    lock_.emplace(out, lock_options(""));
    return lock_->token();
  });
  fence_.emplace(out, token);
}

void HeldStore::release() {
  if (lock_) { lock_->release(); }
}

RowsSettled find_store(const RunContext& run, RunInputs& inputs) {
  const Options& options = run.options;
  RowsSettled out;
  if (!on_leader(run.mpi, [&] { return std::filesystem::exists(options.out); })) { return out; }
  StoredRows stored = on_leader(run.mpi, [&] { return read_stored_rows(options.out); });
  out.is_continued = true;
  out.has_affinity = stored.has_affinity;
  out.without_place.rows = std::move(stored.without_place);
  if (!options.retry_failed) {
    out.without_place.unreadable = {stored.crashed.begin(), stored.crashed.end()};
  }
  if (stored.selected.empty()) { return out; }
  together(run.mpi, [&] {
    if (stored.listed != inputs.table->listed()) {
      throw StoreError(StoreError::Kind::mismatch,
                       options.out.string() + ": was made from a list of " +
                           std::to_string(stored.listed) + " rows, and " +
                           options.manifest.string() + " has " +
                           std::to_string(inputs.table->listed()) + ". " + mend_of_inputs(options));
    }
    inputs.table->select(std::move(stored.selected));
  });
  return out;
}

OpenStore create_store(RunContext& run, const RunRows& rows, RunPlan plan) {
  StoreWriter writer = StoreWriter::create(
      MPI_COMM_WORLD, run.options.out, rows.layout(run, std::move(plan.stored)), writing(run.mpi));
  std::vector<uint32_t> batches =
      shard_batches(plan.plan, run.options.shard.index, run.options.shard.count);
  return {.writer = std::move(writer), .plan = std::move(plan.plan), .batches = std::move(batches)};
}

OpenStore continue_store(RunContext& run, RunRows& rows, const RowsWithoutPlace& without_place) {
  const Options& options = run.options;
  compare_with_store(run, rows);
  StoreWriter writer =
      StoreWriter::resume(MPI_COMM_WORLD, options.out, store_contents(options, rows.weights),
                          rows.attributes, writing(run.mpi));
  rows.survey.target = writer.sizes().target;
  rows.survey.ligand = writer.sizes().ligand;
  Plan plan = from_arrays(from_stored(writer.read_plan()));
  std::vector<uint32_t> batches = shard_batches(plan, options.shard.index, options.shard.count);
  if (!rows.inputs.table->selected().empty()) { number_members(plan, *rows.inputs.table); }
  const ResumeReport& report = writer.resume_report();
  run.say("continuing " + options.out.string() + " (attempt " + std::to_string(report.attempt) +
          (report.damaged > 0
               ? ", " + std::to_string(report.damaged) +
                     " results of the last run were incomplete and are computed again"
               : "") +
          ")");
  if (options.retry_failed) {
    run.say(std::to_string(writer.retry_failed()) + " failed results are computed again");
    say_what_was_mended(run, rows, without_place);
  }
  return {.writer = std::move(writer), .plan = std::move(plan), .batches = std::move(batches)};
}

void restore_topologies(RunContext& run, const RunRows& rows, StoreWriter& store) {
  const std::vector<LostTopology> lost = store.lost_topologies();
  if (lost.empty()) { return; }
  RowSource source(*rows.inputs.table, *rows.inputs.preparation, rows.survey, run.options.seed);
  together(run.mpi, [&] {
    const auto rank = static_cast<size_t>(run.mpi.rank());
    for (size_t i = rank; i < lost.size(); i += static_cast<size_t>(run.mpi.ranks())) {
      const auto made = source.prepare(lost[i].row);
      const auto* complex = std::get_if<std::shared_ptr<const PipelineComplex>>(&made);
      if (complex == nullptr) {
        continue;  // as a row that is computed again it says why
      }
      try {
        write_topologies(store, rows.survey, lost[i].row, **complex);
      } catch (const std::logic_error&) {  // likewise
      }
    }
  });
  const uint64_t reset = store.reset_rows_without_topology();
  run.say(std::to_string(lost.size()) +
          " topologies of the last run were incomplete and are made again" +
          (reset > 0
               ? "; " + std::to_string(reset) + " results are computed again, as theirs cannot be"
               : ""));
}

}  // namespace bb
