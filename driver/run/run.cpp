#include "driver/run/run.h"

#include <cstdio>
#include <ctime>

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "driver/faults/failpoint.h"
#include "driver/faults/journal.h"
#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/ranks/clock.h"
#include "driver/ranks/together.h"
#include "driver/report/console.h"
#include "driver/report/published_weights.h"
#include "driver/report/result_counts.h"
#include "driver/run/affinity_choice.h"
#include "driver/run/computation.h"
#include "driver/run/input_comparison.h"
#include "driver/run/lock_options.h"
#include "driver/run/model_dimensions.h"
#include "driver/run/row_source.h"
#include "driver/run/rows_from.h"
#include "driver/run/run_layout.h"
#include "driver/run/run_plan.h"
#include "driver/run/run_settings.h"
#include "driver/run/shard_rows.h"
#include "driver/run/store_sink.h"
#include "driver/run/stored_rows.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/store_reader.h"
#include "worker/host_allocation.h"

namespace bb {

namespace {

std::filesystem::path record_path(const Options& options) {
  if (!options.run_record.empty()) { return options.run_record; }
  return options.out.string() + ".run.json";
}

/// One run, step by step; all of them collective.
class Run {
 public:
  Run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry)
      : mpi_(mpi),
        options_(options),
        chemistry_(chemistry),
        display_(options.quiet || !mpi.leads()),
        staging_(mpi, options.staging, options.stage) {}

  int operator()();

  RunSummary& summary() { return summary_; }

 private:
  void say(const std::string& line) {
    if (mpi_.leads() && !options_.quiet) { display_.say(line); }
  }
  void stop_if_told() const;
  void look();
  void lock();
  void find_store();
  void survey();
  void compare_with_store();
  bool take_rows_not_done();
  std::string mend_of_inputs() const;
  void say_what_was_mended();
  void read_weights();
  void name_weights();
  void plan();
  StoreLayout layout(StoredPlan plan, StoreAttributes attributes) const;
  int dry_run();
  void create_shards();
  void open_store();
  void restore_topologies();
  void take_shard();
  void load_models();
  void give_up(const std::string& reason);
  int finish(const Computation& computation);

  const MpiSession& mpi_;
  const Options& options_;
  ChemistryPool& chemistry_;
  ProgressDisplay display_;
  RunSummary summary_;
  double start_ = now();

  Machine machine_;
  Staging staging_;
  int threads_ = 1, device_threads_ = 1;
  RunInputs inputs_;
  std::optional<StoreLock> lock_;
  std::optional<StoreFence> fence_;
  std::optional<Journal> journal_;
  bool store_exists_ = false, store_has_affinity_ = false;
  RowsWithoutPlace without_place_;
  Survey survey_;
  RunWeights weights_;
  StoreAttributes attributes_;
  PlanOptions plan_options_;
  Plan plan_;
  StoredPlan stored_plan_;
  std::optional<StoreWriter> store_;
  std::optional<ModelPredictor> predictor_;
};

/// Where no row has a target that can be used, there is nothing to run.
void refuse_bad_targets(const Survey& survey) {
  uint64_t rows = 0;
  std::string all;
  for (const BadTarget& bad : survey.bad_targets) {
    rows += bad.rows;
    all += "\n  " + bad.path + ": " + bad.message;
  }
  if (rows == 0 || rows < survey.rows()) { return; }
  throw UsageError("no row has a target that can be used:" + all);
}

/// A signal may have come to one rank only.
void Run::stop_if_told() const {
  if (mpi_.all(StopSignals::received() == 0)) { return; }
  throw RunStopped(
      "stopped by a signal before anything was computed; the same command starts over");
}

void Run::look() {
  machine_ = look_at_machine(mpi_);
  together(mpi_, [&] {
    if (options_.device == "cuda" && machine_.ranks_on_device > 1 &&
        !options_.oversubscribe_devices) {
      throw UsageError(std::to_string(mpi_.local_ranks()) + " ranks on " + machine_.host +
                       ", which has " + std::to_string(machine_.devices) +
                       " GPUs: start one rank per GPU, or give --oversubscribe-devices");
    }
  });
  const bool cpu = options_.device == "cpu";
  device_threads_ =
      options_.device_threads > 0 ? options_.device_threads : (cpu ? machine_.cpus : 1);
  threads_ = options_.threads > 0 ? options_.threads
                                  : std::max(1, cpu ? machine_.cpus / 2 : machine_.cpus - 1);
}

void Run::lock() {
  const std::string token = on_leader(mpi_, [&] {
    lock_.emplace(options_.out, lock_options(""));
    return lock_->token();
  });
  fence_.emplace(options_.out, token);
}

/// Whether there is a store to continue. Its rows are those of this run, where it has not all.
void Run::find_store() {
  if (!on_leader(mpi_, [&] { return std::filesystem::exists(options_.out); })) { return; }
  StoredRows stored = read_stored_rows(mpi_, options_.out);
  store_exists_ = true;
  store_has_affinity_ = stored.has_affinity;
  without_place_.rows = std::move(stored.without_place);
  if (!options_.retry_failed) {
    without_place_.unreadable = {stored.crashed.begin(), stored.crashed.end()};
  }
  if (stored.selected.empty()) { return; }
  together(mpi_, [&] {
    if (stored.listed != inputs_.table->listed()) {
      throw StoreError(StoreError::Kind::mismatch,
                       options_.out.string() + ": was made from a list of " +
                           std::to_string(stored.listed) + " rows, and " +
                           options_.manifest.string() + " has " +
                           std::to_string(inputs_.table->listed()) + ". " + mend_of_inputs());
    }
    inputs_.table->select(std::move(stored.selected));
  });
}

/// Whether any of the list's rows are left to compute.
bool Run::take_rows_not_done() {
  std::vector<uint64_t> rows =
      rows_not_done(mpi_, inputs_, options_, journal_ ? journal_->quarantine() : Quarantine(),
                    threads_, [&](const std::string& line) { say(line); });
  if (rows.empty()) {
    say("there is nothing to compute");
    summary_.outcome = "done";
    if (journal_) { journal_->finish(true); }
    if (lock_) { lock_->release(); }
    return false;
  }
  inputs_.table->select(std::move(rows));
  return true;
}

std::string Run::mend_of_inputs() const {
  return "Put back what was changed to continue this store; or leave it as it is, compute the "
         "other rows into a store of their own (--rows-from " +
         options_.out.string() +
         " --not-done --out OTHER.h5), and show both as one (boltz-batch merge)";
}

/// Refuses a store whose rows are not this run's. With --retry-failed, rows that failed may be
/// others now: they have no place in it, and it is said what computes them.
void Run::compare_with_store() {
  std::optional<StoreReader> store;
  together(mpi_, [&] { store.emplace(options_.out); });
  if (!store->sources().empty()) {
    return;  // a master, which resuming refuses
  }
  const InputDifferences found = compare_inputs(mpi_, *store, *inputs_.table, survey_);
  store.reset();  // HDF5 opens no file for writing that this process has open
  const bool only_failed = found.computed == 0;
  together(mpi_, [&] {
    if (!found.any() || (options_.retry_failed && only_failed)) { return; }
    throw StoreError(StoreError::Kind::mismatch,
                     options_.out.string() + ": " + found.message + ". " +
                         (only_failed ? "All of these failed: --retry-failed leaves them as they "
                                        "are and goes on with the others. "
                                      : "") +
                         mend_of_inputs());
  });
}

/// What became of rows that failed before anything was planned.
void Run::say_what_was_mended() {
  if (without_place_.rows.empty()) { return; }
  const uint64_t mended = survey_.mended.size(), failed = without_place_.rows.size() - mended;
  const auto rows = [](uint64_t count) {
    return std::to_string(count) + (count == 1 ? " row" : " rows");
  };
  if (mended > 0) {
    say(rows(mended) + " that could not be read " + (mended == 1 ? "is" : "are") +
        " mended, and have no place in this store. To compute them: boltz-batch " +
        options_.manifest.string() +
        (options_.target.empty() ? "" : " --target " + options_.target.string()) + " --rows-from " +
        options_.out.string() +
        " --not-done --out OTHER.h5, with the same settings; then boltz-batch merge ALL.h5 " +
        options_.out.string() + " OTHER.h5");
  }
  if (failed == 0) { return; }
  say(rows(failed) + " cannot be read yet, for example:");
  constexpr int shown = 5;
  int left = shown;
  const std::set<uint64_t> well(survey_.mended.begin(), survey_.mended.end());
  for (const uint64_t row : without_place_.rows) {
    if (well.contains(row)) { continue; }
    if (left-- == 0) { break; }
    say("  " + inputs_.table->row(row).id + ": " + survey_.problems.at(row).message);
  }
}

void Run::survey() {
  failpoint("survey", mpi_.rank());
  survey_ = survey_inputs(mpi_, inputs_, options_, journal_ ? journal_->quarantine() : Quarantine(),
                          without_place_, std::max(threads_, chemistry_.workers()),
                          [&](const std::string& line) { say(line); });
  if (!store_exists_) {
    refuse_bad_targets(survey_);  // a store says more: what is not as it was
  }
}

void Run::read_weights() {
  bool any_affinity = store_has_affinity_;
  for (const ComplexSize& size : survey_.sizes) { any_affinity = any_affinity || size.affinity; }
  weights_ = bb::read_weights(mpi_, options_, staging_, any_affinity);
  staging_.forget_names();
  attributes_ = store_attributes(options_, inputs_.affinity);
  attributes_.checkpoint_sha256 = weights_.structure_sha256;
  attributes_.affinity_checkpoint_sha256 = weights_.affinity_sha256;
  name_weights();
  attributes_.input_hash = survey_.input_hash;
  attributes_.rdkit_version = chemistry_.rdkit_version();
  attributes_.made = static_cast<uint64_t>(std::time(nullptr));
  attributes_.shard_index = options_.shard.index;
  attributes_.shard_count = options_.shard.count;
}

/// What the weights and residues are known as, for the store, the record and who watches.
void Run::name_weights() {
  attributes_.weights = weights_name(ModelKind::structure, weights_.structure_sha256);
  attributes_.affinity_weights = weights_name(ModelKind::affinity, weights_.affinity_sha256);
  attributes_.residues = residues_name(*inputs_.components);
  summary_.weights = attributes_.weights;
  summary_.affinity_weights = attributes_.affinity_weights;
  summary_.residues = attributes_.residues;
  say("weights: " + describe_weights(attributes_));
  if (const auto warning = residues_warning(attributes_, options_.cache)) {
    summary_.warnings.push_back(*warning);
    say("warning: " + *warning);
  }
}

void Run::plan() {
  const ModelDimensions dimensions = dimensions_of(
      weights_.structure.state, weights_.affinity ? weights_.affinity->state : StateDict(),
      static_cast<double>(c10::elementSize(compute_dtype(options_))));
  plan_options_ = plan_options(mpi_, options_, machine_, device_threads_, dimensions);
  plan_ = make_plan(sizes_to_plan(survey_), plan_options_);
  stored_plan_ = to_stored(plan_, survey_, *inputs_.table);
}

StoreLayout Run::layout(StoredPlan plan, StoreAttributes attributes) const {
  return store_layout(inputs_, survey_, std::move(plan), store_contents(options_, weights_),
                      std::move(attributes));
}

int Run::dry_run() {
  const uint64_t bytes = store_bytes(MPI_COMM_WORLD, layout(stored_plan_, attributes_));
  if (!mpi_.leads()) { return exit_done; }
  print_out("%s", describe(plan_, survey_, plan_options_, mpi_.ranks(), bytes).c_str());
  for (const auto& [row, problem] : survey_.problems) {
    const ManifestRow given = inputs_.table->row(row);
    print_out("error       row %llu (%s): %s\n", static_cast<unsigned long long>(given.index + 1),
              given.id.c_str(), problem.message.c_str());
  }
  std::error_code error;
  const std::filesystem::path folder =
      options_.out.has_parent_path() ? options_.out.parent_path() : std::filesystem::path(".");
  const auto space = std::filesystem::space(folder, error);
  if (error) { throw UsageError("--out " + options_.out.string() + ": " + error.message()); }
  if (space.available < bytes && !std::filesystem::exists(options_.out)) {
    throw StoreError(StoreError::Kind::no_space,
                     options_.out.string() + ": the store needs " + std::to_string(bytes) +
                         " bytes, the disk has " + std::to_string(space.available) +
                         ". Free some, or choose another --out, or --keep-structures none");
  }
  return exit_done;
}

/// Makes the stores of the shards that are asked for, of the whole plan: all, or this job's.
void Run::create_shards() {
  const uint32_t count = std::max(options_.create_shards, options_.shard.count);
  together(mpi_, [&] {
    if (count > plan_.batches.size()) {
      throw UsageError(std::to_string(count) + " shards of " +
                       std::to_string(plan_.batches.size()) +
                       " batches: give no more shards than there are batches");
    }
  });
  std::vector<std::vector<uint64_t>> rows = shard_rows(plan_, survey_, count);
  attributes_.shard_count = count;
  attributes_.shard_rows.clear();
  for (const auto& some : rows) { attributes_.shard_rows.push_back(some.size()); }
  for (uint32_t index = 0; index < count; ++index) {
    if (options_.create_shards == 0 && index != options_.shard.index) { continue; }
    const Shard shard{.index = index, .count = count};
    const std::filesystem::path path =
        options_.create_shards > 0 ? shard_path(options_.out, shard) : options_.out;
    attributes_.shard_index = index;
    inputs_.table->select(std::move(rows[index]));
    survey();
    StoreWriter store = StoreWriter::create(MPI_COMM_WORLD, path, layout(stored_plan_, attributes_),
                                            {.stop = [] { return StopSignals::received() != 0; }});
    store.close();
    say(path.string() + ": " + std::to_string(survey_.rows()) + " rows");
  }
}

void Run::open_store() {
  StoreWriterOptions writing;
  writing.stop = [] { return StopSignals::received() != 0; };
  if (has_failpoint()) {
    writing.failpoint = [rank = mpi_.rank()](std::string_view name) { failpoint(name, rank); };
  }
  if (!store_exists_) {
    store_.emplace(StoreWriter::create(MPI_COMM_WORLD, options_.out,
                                       layout(stored_plan_, attributes_), writing));
    return;
  }
  compare_with_store();
  store_.emplace(StoreWriter::resume(MPI_COMM_WORLD, options_.out,
                                     store_contents(options_, weights_), attributes_, writing));
  survey_.target = store_->sizes().target;
  survey_.ligand = store_->sizes().ligand;
  stored_plan_ = store_->read_plan();
  plan_ = from_arrays(from_stored(stored_plan_));
  const ResumeReport& report = store_->resume_report();
  say("continuing " + options_.out.string() + " (attempt " + std::to_string(report.attempt) +
      (report.damaged > 0 ? ", " + std::to_string(report.damaged) +
                                " results of the last run were incomplete and are computed again"
                          : "") +
      ")");
  if (options_.retry_failed) {
    say(std::to_string(store_->retry_failed()) + " failed results are computed again");
    say_what_was_mended();
  }
}

/// Those whose rows are done; of rows that are to be computed they come with the results.
void Run::restore_topologies() {
  const std::vector<LostTopology> lost = store_->lost_topologies();
  if (lost.empty()) { return; }
  RowSource rows(*inputs_.table, *inputs_.preparation, survey_, options_.seed);
  together(mpi_, [&] {
    for (size_t i = 0; i < lost.size(); ++i) {
      if (i % static_cast<size_t>(mpi_.ranks()) != static_cast<size_t>(mpi_.rank())) { continue; }
      const auto made = rows.prepare(lost[i].row);
      const auto* complex = std::get_if<std::shared_ptr<const PipelineComplex>>(&made);
      if (complex == nullptr) {
        continue;  // as a row that is computed again it says why
      }
      try {
        write_topologies(*store_, survey_, lost[i].row, **complex);
      } catch (const std::logic_error&) {  // likewise
      }
    }
  });
  const uint64_t reset = store_->reset_rows_without_topology();
  say(std::to_string(lost.size()) +
      " topologies of the last run were incomplete and are made again" +
      (reset > 0 ? "; " + std::to_string(reset) + " results are computed again, as theirs cannot be"
                 : ""));
}

void Run::load_models() {
  keep_host_memory();
  together(mpi_, [&] {
    at::set_num_threads(device_threads_);
    at::globalContext().setFloat32MatmulPrecision(options_.matmul_precision);
    const at::Device device =
        options_.device == "cuda"
            ? at::Device(at::kCUDA, static_cast<at::DeviceIndex>(machine_.device))
            : at::Device(at::kCPU);
    predictor_.emplace(device, compute_dtype(options_), model_settings(options_),
                       plan_.models_take_turns, device_threads_);
    predictor_->load_structure(weights_.structure);
    if (weights_.affinity) { predictor_->load_affinity(*weights_.affinity); }
  });
}

/// On rank 0, where a rank hangs: the last that this process does before it ends all of them.
void Run::give_up(const std::string& reason) {
  summary_.outcome = "restart";
  summary_.error = reason;
  summary_.seconds = now() - start_;
  try {
    write_run_record(record_path(options_), summary_, options_);
  } catch (const std::exception& error) { print_error("boltz-batch: %s\n", error.what()); }
  if (lock_) { lock_->release(); }
}

int Run::finish(const Computation& computation) {
  const bool failed_anywhere = !mpi_.all(computation.failure().empty());
  const bool lost_devices = !mpi_.all(!computation.device_lost());
  // A signal may have come to one rank only.
  const bool stopped = !mpi_.all(!computation.stopped() && StopSignals::received() == 0);
  store_->close();
  summary_.results = on_leader(mpi_, [&] {
    if (!store_->is_in_place()) { throw StoreError(gone_message(options_.out)); }
    if (const std::string problem = fence_->problem(); !failed_anywhere && !problem.empty()) {
      throw StoreError(problem);
    }
    const StoreReader reader(options_.out);
    const auto structure = reader.structure_status(), affinity = reader.affinity_status();
    summary_.rows = structure.size();
    summary_.row_warnings = count_warnings(reader.warning_kinds());
    constexpr size_t shown = 5;
    for (uint64_t row = 0; row < structure.size(); ++row) {
      if (summary_.first_failures.size() == shown) { break; }
      if (row_state(structure[row], affinity[row]) != RowState::failed) { continue; }
      summary_.first_failures.emplace_back(reader.text(row).id, reader.error(row).message);
    }
    return count_results(structure, affinity);
  });
  int code = summary_.results.failed > 0 ? exit_failures : exit_done;
  // Another start may find other devices, and computes what broke these with nothing beside it.
  if (summary_.results.pending > 0) {
    code = stopped ? exit_stopped : lost_devices ? exit_restart : exit_error;
  }
  if (failed_anywhere) { code = exit_error; }
  summary_.outcome = code == exit_done       ? "done"
                     : code == exit_failures ? "failures"
                     : code == exit_stopped  ? "stopped"
                     : code == exit_restart  ? "restart"
                                             : "error";
  summary_.ranks = computation.ranks();
  summary_.computed = computation.computed();
  for (const RankSummary& rank : summary_.ranks) {
    if (summary_.error.empty()) { summary_.error = rank.error; }
  }
  return code;
}

int Run::operator()() {
  const StopSignals signals;
  summary_.store = options_.out.string();
  look();
  look_into_weights(mpi_, options_);
  inputs_ = read_inputs(mpi_, options_, staging_, chemistry_,
                        [&](const std::string& line) { say(line); });
  const bool only_plans = options_.dry_run || options_.create_shards > 0;
  if (!only_plans) {
    lock();
    find_store();
  }
  if (!options_.dry_run) {
    journal_.emplace(mpi_, options_, [&](const std::string& line) { say(line); });
  }
  if (!store_exists_ && !options_.rows_from.empty() && !take_rows_not_done()) { return exit_done; }
  survey();
  stop_if_told();
  say(describe_affinity(options_, inputs_.affinity, *inputs_.table, survey_));
  read_weights();
  together(mpi_, [&] {
    if (!store_exists_) {
      check_settings_of_rows_from(options_, store_contents(options_, weights_), attributes_);
    }
  });
  if (!store_exists_) { plan(); }
  if (options_.dry_run) { return dry_run(); }
  if (options_.create_shards > 0) {
    create_shards();
    journal_->finish(true);
    return exit_done;
  }
  if (!store_exists_ && options_.shard.count > 1) {
    create_shards();
    store_exists_ = true;
  }
  stop_if_told();
  open_store();
  std::vector<uint32_t> batches = shard_batches(plan_, options_.shard.index, options_.shard.count);
  if (store_exists_ && !inputs_.table->selected().empty()) {
    number_members(plan_, inputs_.table->selected());
  }
  restore_topologies();
  load_models();
  summary_.setup_seconds = now() - start_;
  Computation computation({.mpi = mpi_,
                           .options = options_,
                           .machine = machine_,
                           .inputs = inputs_,
                           .survey = survey_,
                           .plan = plan_,
                           .batches = batches,
                           .store = *store_,
                           .fence = *fence_,
                           .predictor = *predictor_,
                           .display = display_,
                           .journal = *journal_,
                           .give_up = [&](const std::string& reason) { give_up(reason); },
                           .feature_threads = threads_});
  computation();
  const int code = finish(computation);
  journal_->finish(code == exit_done || code == exit_failures);
  summary_.seconds = now() - start_;
  if (mpi_.leads() && !options_.quiet) { print_out("%s", describe(summary_).c_str()); }
  if (lock_) { lock_->release(); }
  return code;
}

}  // namespace

int run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry) {
  Run one(mpi, options, chemistry);
  const bool recorded = !options.dry_run && options.create_shards == 0;
  const auto record = [&] {
    if (recorded) { write_run_record(record_path(options), one.summary(), options); }
  };
  const auto record_error = [&](const char* outcome, const std::exception& error) {
    one.summary().outcome = outcome;
    one.summary().error = error.what();
    try {
      record();
    } catch (const std::exception& second) { print_error("boltz-batch: %s\n", second.what()); }
  };
  try {
    const int code = one();
    if (mpi.leads()) { record(); }
    return code;
  } catch (const ToldElsewhere&) {
    throw;  // the rank whose error it is has recorded it
  } catch (const RunStopped& stop) {
    if (mpi.leads()) { record_error("stopped", stop); }
    throw;
  } catch (const StoreError& error) {
    if (error.kind() == StoreError::Kind::stopped) {
      if (mpi.leads()) { record_error("stopped", error); }
      throw RunStopped(error.what());
    }
    // What is recorded there is of the run that has the store.
    if (error.kind() != StoreError::Kind::locked) { record_error("error", error); }
    throw;
  } catch (const std::exception& error) {
    record_error("error", error);
    throw;
  }
}

}  // namespace bb
