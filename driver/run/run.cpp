#include "driver/run/run.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "driver/faults/journal.h"
#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/ranks/together.h"
#include "driver/report/console.h"
#include "driver/report/result_counts.h"
#include "driver/run/computation.h"
#include "driver/run/run_settings.h"
#include "driver/run/run_store.h"
#include "driver/run/shards.h"
#include "driver/run/store_sink.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_reader.h"
#include "worker/host_allocation.h"

namespace bb {

namespace {

/// What --dry-run prints, of a plan that is dropped.
int plan_only(RunContext& run, RunInputs inputs) {
  const Options& options = run.options;
  if (!options.rows_from.empty() && !take_rows_not_done(run, inputs, {})) { return exit_done; }
  const RunRows rows = read_rows(run, std::move(inputs), {});
  const RunPlan plan = make_run_plan(run, rows);
  const uint64_t bytes = store_bytes(MPI_COMM_WORLD, rows.layout(run, plan.stored));
  if (!run.mpi.leads()) { return exit_done; }
  print_out("%s", describe(plan, rows.survey, run.mpi.ranks(), bytes).c_str());
  for (const auto& [row, problem] : rows.survey.problems) {
    const ManifestRow given = rows.inputs.table->row(PlaceId(row));
    print_out("error       row %llu (%s): %s\n", static_cast<unsigned long long>(given.index + 1),
              given.id.c_str(), problem.message.c_str());
  }
  std::error_code error;
  const std::filesystem::path folder =
      options.out.has_parent_path() ? options.out.parent_path() : std::filesystem::path(".");
  const auto space = std::filesystem::space(folder, error);
  if (error) { throw UsageError("--out " + options.out.string() + ": " + error.message()); }
  if (space.available < bytes && !std::filesystem::exists(options.out)) {
    throw StoreError(StoreError::Kind::no_space,
                     options.out.string() + ": the store needs " + std::to_string(bytes) +
                         " bytes, the disk has " + std::to_string(space.available) +
                         ". Free some, or choose another --out, or --keep-structures none");
  }
  return exit_done;
}

/// --create-shards: the stores of all, for jobs to come.
int shards_only(RunContext& run, RunInputs inputs) {
  Journal journal(run.mpi, run.options, run.say);
  const RowsSettled settled{.quarantine = journal.quarantine()};
  if (run.options.rows_from.empty() || take_rows_not_done(run, inputs, settled.quarantine)) {
    RunRows rows = read_rows(run, std::move(inputs), settled);
    create_shards(run, rows, make_run_plan(run, rows), settled);
  }
  journal.finish(true);
  return exit_done;
}

OpenStore open_store(RunContext& run, RunRows& rows, const RowsSettled& settled) {
  if (!settled.is_continued) {
    RunPlan plan = make_run_plan(run, rows);
    if (run.options.shard.count == 1) {
      run.stop_if_told();
      return create_store(run, rows, std::move(plan));
    }
    create_shards(run, rows, plan, settled);
  }
  run.stop_if_told();
  return continue_store(run, rows, settled.without_place);
}

std::unique_ptr<ModelPredictor> load_models(const RunContext& run, const RunWeights& weights,
                                            bool take_turns) {
  keep_host_memory();
  return together(run.mpi, [&] {
    const Options& options = run.options;
    at::set_num_threads(run.device_threads);
    at::globalContext().setFloat32MatmulPrecision(options.matmul_precision);
    const at::Device device =
        options.device == "cuda"
            ? at::Device(at::kCUDA, static_cast<at::DeviceIndex>(run.machine.device))
            : at::Device(at::kCPU);
    auto out = std::make_unique<ModelPredictor>(
        device, compute_dtype(options), model_settings(options), take_turns, run.device_threads);
    out->load_structure(weights.structure);
    if (weights.affinity) { out->load_affinity(*weights.affinity); }
    return out;
  });
}

/// On rank 0, where a rank hangs: the last that this process does before it ends all of them.
void give_up(RunContext& run, HeldStore& held, const std::string& reason) {
  run.summary.seconds = now() - run.start;
  record_end(run.options, run.summary, {.code = exit_restart, .error = reason});
  held.release();
}

/// Rank 0: what the store holds at the end.
ResultCounts read_results(const std::filesystem::path& store, RunSummary& summary) {
  const StoreReader reader(store);
  const auto structure = reader.structure_status(), affinity = reader.affinity_status();
  summary.rows = structure.size();
  summary.row_warnings = count_warnings(reader.warning_kinds());
  constexpr size_t shown = 5;
  for (uint64_t row = 0; row < structure.size(); ++row) {
    if (summary.first_failures.size() == shown) { break; }
    if (row_state(structure[row], affinity[row]) != RowState::failed) { continue; }
    summary.first_failures.emplace_back(reader.text(row).id, reader.error(row).message);
  }
  return count_results(structure, affinity);
}

/// Closes the store, and returns the ExitCode that follows from what it holds.
int finish(RunContext& run, StoreWriter& store, const StoreFence& fence,
           const Computation& computation) {
  const bool failed_anywhere = !run.mpi.all(computation.failure().empty());
  const bool lost_devices = !run.mpi.all(!computation.device_lost());
  // A signal may have come to one rank only.
  const bool stopped = !run.mpi.all(!computation.stopped() && StopSignals::received() == 0);
  store.close();
  RunSummary& summary = run.summary;
  summary.results = on_leader(run.mpi, [&] {
    if (!store.is_in_place()) { throw StoreError(gone_message(run.options.out)); }
    if (const std::string problem = fence.problem(); !failed_anywhere && !problem.empty()) {
      throw StoreError(problem);
    }
    return read_results(run.options.out, summary);
  });
  int code = summary.results.failed > 0 ? exit_failures : exit_done;
  // Another start may find other devices, and computes what broke these with nothing beside it.
  if (summary.results.pending > 0) {
    code = stopped ? exit_stopped : lost_devices ? exit_restart : exit_error;
  }
  if (failed_anywhere) { code = exit_error; }
  summary.ranks = computation.ranks();
  summary.computed = computation.computed();
  for (const RankSummary& rank : summary.ranks) {
    if (summary.error.empty()) { summary.error = rank.error; }
  }
  return code;
}

int compute(RunContext& run, RunInputs inputs) {
  HeldStore held(run);
  RowsSettled settled = find_store(run, inputs);
  Journal journal(run.mpi, run.options, run.say);
  settled.quarantine = journal.quarantine();
  if (!settled.is_continued && !run.options.rows_from.empty() &&
      !take_rows_not_done(run, inputs, settled.quarantine)) {
    journal.finish(true);
    held.release();
    return exit_done;
  }
  RunRows rows = read_rows(run, std::move(inputs), settled);
  OpenStore store = open_store(run, rows, settled);
  restore_topologies(run, rows, store.writer);
  const auto predictor = load_models(run, rows.weights, store.plan.models_take_turns);
  run.summary.setup_seconds = now() - run.start;
  Computation computation(
      {.run = run,
       .rows = rows,
       .store = store,
       .fence = held.fence(),
       .predictor = *predictor,
       .journal = journal,
       .give_up = [&](const std::string& reason) { give_up(run, held, reason); }});
  computation();
  const int code = finish(run, store.writer, held.fence(), computation);
  journal.finish(code == exit_done || code == exit_failures);
  run.summary.seconds = now() - run.start;
  if (run.mpi.leads() && !run.options.quiet) { print_out("%s", describe(run.summary).c_str()); }
  held.release();
  return code;
}

int run_as_asked(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry,
                 RunSummary& summary) {
  const StopSignals signals;
  RunContext run(mpi, options, chemistry, summary);
  look_into_weights(mpi, options);
  RunInputs inputs = read_inputs(mpi, options, run.staging, chemistry, run.say);
  if (options.dry_run) { return plan_only(run, std::move(inputs)); }
  if (options.create_shards > 0) { return shards_only(run, std::move(inputs)); }
  return compute(run, std::move(inputs));
}

}  // namespace

RunEnd run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry) {
  RunSummary summary;
  summary.store = options.out.string();
  const bool is_recorded = !options.dry_run && options.create_shards == 0;
  return end_of(mpi, options, summary, is_recorded,
                [&] { return run_as_asked(mpi, options, chemistry, summary); });
}

}  // namespace bb
