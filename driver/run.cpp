#include "driver/run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <sstream>
#include <thread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "driver/batch_claims.h"
#include "driver/cursor_server.h"
#include "driver/failpoint.h"
#include "driver/lock_options.h"
#include "driver/machine.h"
#include "driver/model_dimensions.h"
#include "driver/progress_display.h"
#include "driver/row_table.h"
#include "driver/run_command.h"
#include "driver/run_plan.h"
#include "driver/run_summary.h"
#include "driver/sha256.h"
#include "driver/stop_signals.h"
#include "driver/store_sink.h"
#include "driver/survey.h"
#include "driver/together.h"
#include "driver/weights_files.h"
#include "io/store/store_error.h"
#include "io/store/store_reader.h"
#include "scheduler/work_list.h"
#include "worker/pipeline/model_predictor.h"

namespace bb {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

at::ScalarType dtype_of(const std::string& name) {
  if (name == "float64") return at::kDouble;
  if (name == "bfloat16") return at::kBFloat16;
  return name == "float16" ? at::kHalf : at::kFloat;
}

ModelSettings model_settings(const Options& o) {
  return {.recycling_steps = o.recycling_steps,
          .sampling_steps = o.sampling_steps,
          .diffusion_samples = o.diffusion_samples,
          .recycling_steps_affinity = o.recycling_steps_affinity,
          .sampling_steps_affinity = o.sampling_steps_affinity,
          .diffusion_samples_affinity = o.diffusion_samples_affinity,
          .step_scale = o.step_scale,
          .max_parallel_samples = o.max_parallel_samples,
          .affinity_mw_correction = o.affinity_mw_correction,
          .seed = o.seed,
          .keep_pae = o.write_pae,
          .keep_pde = o.write_pde,
          .keep_embeddings = o.write_embeddings};
}

/// Every option that changes a number and has no attribute of its own.
std::map<std::string, std::string> numerics(const Options& o) {
  std::map<std::string, std::string> out;
  for (const char* const name :
       {"recycling-steps", "sampling-steps", "diffusion-samples", "recycling-steps-affinity",
        "sampling-steps-affinity", "diffusion-samples-affinity", "step-scale",
        "affinity-mw-correction", "max-msa-seqs", "missing-msa", "max-tokens"}) {
    for (const auto& [option, value] : o.listed) {
      if (option == name) out[name] = value;
    }
  }
  out["missing-msa"] = o.missing_msa_empty ? "empty" : "error";
  return out;
}

std::string options_text(const Options& o) {
  std::string out;
  for (const auto& [name, value] : o.listed) out += name + " = " + value + "\n";
  return out;
}

/// One run, step by step; all of them collective.
class Run {
 public:
  Run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry)
      : mpi_(mpi),
        options_(options),
        chemistry_(chemistry),
        display_(options.quiet || !mpi.leads()) {}

  int operator()();

  RunSummary& summary() { return summary_; }

 private:
  void say(const std::string& line) {
    if (mpi_.leads() && !options_.quiet) display_.say(line);
  }
  void look();
  void read_inputs();
  void lock();
  void survey();
  void find_weights();
  void plan();
  StoreLayout layout() const;
  void open_store();
  int dry_run();
  void load_models();
  std::vector<Status> wanted(std::span<const Status> stored) const;
  void compute();
  void watch(Pipeline& pipeline, CursorServer& server, std::atomic<bool>& over);
  int finish();

  const MpiSession& mpi_;
  const Options& options_;
  ChemistryPool& chemistry_;
  ProgressDisplay display_;
  RunSummary summary_;
  Clock::time_point start_ = Clock::now();

  Machine machine_;
  int threads_ = 1, device_threads_ = 1;
  std::unique_ptr<RowTable> table_;
  std::optional<StoreLock> lock_;
  std::optional<StoreFence> fence_;
  std::unique_ptr<Preparation> preparation_;
  Survey survey_;
  bool any_affinity_ = false;
  std::filesystem::path structure_weights_, affinity_weights_;
  StoreAttributes attributes_;
  std::optional<ModelFile> structure_file_, affinity_file_;
  uint32_t s_channels_ = 0, z_channels_ = 0;
  PlanOptions plan_options_;
  Plan plan_;
  StoredPlan stored_plan_;
  std::optional<StoreWriter> store_;
  std::optional<ModelPredictor> predictor_;

  std::mutex progress_mutex_;
  std::optional<Progress> progress_;
  std::string failure_;  // what broke this rank off
  bool stopped_ = false;
};

void Run::look() {
  machine_ = look_at_machine(mpi_);
  together(mpi_, [&] {
    if (options_.device == "cuda" && machine_.ranks_on_device > 1 &&
        !options_.oversubscribe_devices) {
      throw UsageError(std::to_string(mpi_.local_ranks()) + " ranks on " + machine_.host +
                       ", which has " + std::to_string(machine_.devices) +
                       " GPUs: start one rank per GPU, or give --oversubscribe-devices");
    }
    return 0;
  });
  const bool cpu = options_.device == "cpu";
  device_threads_ =
      options_.device_threads > 0 ? options_.device_threads : (cpu ? machine_.cpus : 1);
  threads_ = options_.threads > 0 ? options_.threads
                                  : std::max(1, cpu ? machine_.cpus / 2 : machine_.cpus - 1);
}

void Run::read_inputs() {
  table_ = together(mpi_, [&] {
    const auto list = open_inputs({.path = options_.manifest, .target = options_.target});
    auto table = std::make_unique<RowTable>(*list, options_.limit);
    for (const std::string& warning : list->warnings()) say("warning: " + warning);
    if (table->size() == 0) {
      throw InputError({.file = options_.manifest}, "there is nothing in it",
                       "A manifest has a header row and a row for each complex");
    }
    if (table->size() > UINT32_MAX - 2) {
      throw InputError({.file = options_.manifest}, "it has more rows than a run can have (2^32)",
                       "Split it into several runs");
    }
    return table;
  });
}

void Run::lock() {
  const std::string token = on_leader(mpi_, [&] {
    lock_.emplace(options_.out, lock_options(""));
    return lock_->token();
  });
  fence_.emplace(options_.out, token);
}

void Run::survey() {
  preparation_ = together(mpi_, [&] {
    auto components = ComponentLibrary::open(find_components(options_));
    return std::make_unique<Preparation>(
        std::move(components), chemistry_,
        PreparationOptions{
            .input = {.missing_msa =
                          options_.missing_msa_empty ? MissingMsa::empty : MissingMsa::refuse},
            .seed = options_.seed,
            .max_msa_rows = options_.max_msa_seqs,
            .list = table_->name()});
  });
  failpoint("survey", mpi_.rank());
  std::atomic<Clock::rep> last = Clock::now().time_since_epoch().count();
  const uint64_t mine = table_->size() / static_cast<uint64_t>(mpi_.ranks());
  survey_ = survey_rows(
      mpi_, *table_, *preparation_, std::max(threads_, chemistry_.workers()), options_.max_tokens,
      [&](uint64_t rows) {
        const auto then = Clock::time_point(Clock::duration(last.load()));
        if (seconds_since(then) < 10) return;
        last = Clock::now().time_since_epoch().count();
        say("reading: " +
            std::to_string(std::min(100 * rows / std::max<uint64_t>(mine, 1), uint64_t{100})) +
            " % of the rows");
      },
      [&](const std::string& warning) { say("warning: " + warning); });
  for (const ComplexSize& size : survey_.sizes) any_affinity_ = any_affinity_ || size.affinity;
}

void Run::find_weights() {
  together(mpi_, [&] {
    structure_weights_ = find_structure_weights(options_);
    if (any_affinity_) affinity_weights_ = find_affinity_weights(options_);
    structure_file_ = read_model(structure_weights_);
    if (any_affinity_) affinity_file_ = read_model(affinity_weights_);
    const auto channels = [&](const char* name) {
      const auto entry = structure_file_->state.find(name);
      return entry == structure_file_->state.end() ? 0U
                                                   : static_cast<uint32_t>(entry->second.size(0));
    };
    if (options_.write_embeddings) {
      s_channels_ = channels("s_norm.weight");
      z_channels_ = channels("z_norm.weight");
    }
    return 0;
  });
  // 2 × 2 GB: once for all ranks.
  const std::string both = on_leader(mpi_, [&] {
    return sha256_of_file(structure_weights_) +
           (any_affinity_ ? sha256_of_file(affinity_weights_) : std::string());
  });
  attributes_.program = "boltz-batch " BB_VERSION;
  attributes_.options = options_text(options_);
  attributes_.checkpoint_sha256 = both.substr(0, 64);
  attributes_.affinity_checkpoint_sha256 = both.substr(64);
  attributes_.input_hash = survey_.input_hash;
  attributes_.precision =
      options_.compute_dtype + ", matmul " + options_.matmul_precision + ", " + options_.device;
  attributes_.rdkit_version = chemistry_.rdkit_version();
  attributes_.seed = options_.seed;
  attributes_.numerics = numerics(options_);
}

void Run::plan() {
  const double bytes = options_.compute_dtype == "float64"   ? 8
                       : options_.compute_dtype == "float32" ? 4
                                                             : 2;
  plan_options_ =
      plan_options(mpi_, options_, machine_,
                   dimensions_of(structure_file_->state,
                                 affinity_file_ ? affinity_file_->state : StateDict(), bytes));
  plan_ = make_plan(sizes_to_plan(survey_), plan_options_);
  stored_plan_ = to_stored(to_arrays(plan_), survey_);
}

StoreLayout Run::layout() const {
  StoreLayout out;
  out.contents = {.samples = static_cast<uint32_t>(options_.diffusion_samples),
                  .structures = options_.keep_structures,
                  .pae = options_.write_pae,
                  .pde = options_.write_pde,
                  .s_channels = s_channels_,
                  .z_channels = z_channels_};
  out.attributes = attributes_;
  out.user_columns = table_->user_columns();
  for (const ComplexSize& size : survey_.sizes) {
    out.sizes.tokens.push_back(size.tokens);
    out.sizes.atoms.push_back(size.tokens > 0 ? size.atoms : 0);
  }
  out.sizes.chains = survey_.chains;
  out.sizes.target = survey_.target;
  out.sizes.ligand = survey_.ligand;
  if (options_.keep_structures) {
    out.sizes.target_bytes = survey_.target_bytes;
    out.sizes.ligand_bytes = survey_.ligand_bytes;
  }
  out.plan = stored_plan_;
  out.block.first = survey_.first;
  out.block.rows = survey_.count;
  out.block.smiles = survey_.smiles;
  out.block.user_values.resize(table_->user_columns().size());
  for (uint64_t row = survey_.first; row < survey_.first + survey_.count; ++row) {
    const ManifestRow given = table_->row(row);
    out.block.id.push_back(given.id);
    out.block.wants_affinity.push_back(survey_.sizes[row].affinity ? 1 : 0);
    const auto problem = survey_.problems.find(row);
    const bool bad = problem != survey_.problems.end();
    out.block.error_code.push_back(bad ? problem->second.code : ErrorCode::none);
    out.block.error.push_back(bad ? problem->second.message : "");
    for (size_t i = 0; i < out.block.user_values.size(); ++i) {
      out.block.user_values[i].push_back(i < given.user_values.size() ? given.user_values[i] : "");
    }
  }
  return out;
}

void Run::open_store() {
  const StoreLayout made = layout();
  StoreWriterOptions writing;
  if (has_failpoint()) {
    writing.failpoint = [rank = mpi_.rank()](std::string_view name) { failpoint(name, rank); };
  }
  const bool exists = on_leader(mpi_, [&] {
                        return std::string(std::filesystem::exists(options_.out) ? "1" : "");
                      }) == "1";
  if (exists) {
    store_.emplace(
        StoreWriter::resume(MPI_COMM_WORLD, options_.out, made.contents, attributes_, writing));
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
    }
  } else {
    store_.emplace(StoreWriter::create(MPI_COMM_WORLD, options_.out, made, writing));
  }
}

int Run::dry_run() {
  const uint64_t bytes = store_bytes(MPI_COMM_WORLD, layout());
  if (!mpi_.leads()) return exit_done;
  std::fputs(describe(plan_, survey_, plan_options_, mpi_.ranks(), bytes).c_str(), stdout);
  for (const auto& [row, problem] : survey_.problems) {
    std::printf("error       row %llu (%s): %s\n", static_cast<unsigned long long>(row + 1),
                table_->row(row).id.c_str(), problem.message.c_str());
  }
  std::error_code error;
  const std::filesystem::path folder =
      options_.out.has_parent_path() ? options_.out.parent_path() : std::filesystem::path(".");
  const auto space = std::filesystem::space(folder, error);
  if (error) {
    throw UsageError("--out " + options_.out.string() + ": " + error.message());
  }
  if (space.available < bytes && !std::filesystem::exists(options_.out)) {
    throw StoreError(StoreError::Kind::no_space,
                     options_.out.string() + ": the store needs " + std::to_string(bytes) +
                         " bytes, the disk has " + std::to_string(space.available) +
                         ". Free some, or choose another --out, or --keep-structures none");
  }
  return exit_done;
}

void Run::load_models() {
  together(mpi_, [&] {
    at::set_num_threads(device_threads_);
    at::globalContext().setFloat32MatmulPrecision(options_.matmul_precision);
    const at::Device device =
        options_.device == "cuda"
            ? at::Device(at::kCUDA, static_cast<at::DeviceIndex>(machine_.device))
            : at::Device(at::kCPU);
    predictor_.emplace(device, dtype_of(options_.compute_dtype), model_settings(options_));
    predictor_->load_structure(*structure_file_);
    if (affinity_file_) predictor_->load_affinity(*affinity_file_);
    return 0;
  });
}

/// What is stored, but pending where a row that shares the results is pending alone: after a crash
/// between the two, or a repair.
std::vector<Status> Run::wanted(std::span<const Status> stored) const {
  std::vector<Status> out(stored.begin(), stored.end());
  for (uint64_t row = 0; row < survey_.rows(); ++row) {
    if (stored[row] == Status::pending) out[survey_.computed_as[row]] = Status::pending;
  }
  return out;
}

/// Looks at signals and shows progress, until the pipeline is over.
void Run::watch(Pipeline& pipeline, CursorServer& server, std::atomic<bool>& over) {
  const Clock::time_point start = Clock::now();
  bool told = false, said = false;
  while (!over) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (StopSignals::received() != 0 && !told) {
      told = true;
      stopped_ = true;
      pipeline.stop();
      server.client().stop();
    }
    if (!mpi_.leads()) continue;
    if (server.stopped() && !said && !over) {
      said = true;
      say("stopping: what is on the devices is finished and written; the same command continues");
    }
    const CursorNumbers work = server.cursor().numbers();
    const std::lock_guard lock(progress_mutex_);
    display_.show(progress_->numbers(now(), work), seconds_since(start));
  }
}

void Run::compute() {
  const auto structure = store_->structure_status(), affinity = store_->affinity_status();
  uint64_t done = 0, failed = 0;
  for (uint64_t row = 0; row < structure.size(); ++row) {
    const bool pending = structure[row] == Status::pending || affinity[row] == Status::pending;
    const bool bad = structure[row] == Status::failed || affinity[row] == Status::failed;
    if (!pending) ++(bad ? failed : done);
  }
  const std::vector<Status> structure_wanted = wanted(structure),
                            affinity_wanted = wanted(affinity);
  std::vector<Work> todo = make_work(plan_, [&](uint32_t batch, Stages stage) {
    const auto& status = stage == Stages::structure ? structure_wanted : affinity_wanted;
    const auto members = plan_.members_of(batch);
    return std::none_of(members.begin(), members.end(),
                        [&](uint32_t row) { return status[row] == Status::pending; });
  });
  if (mpi_.leads()) {
    progress_.emplace(structure.size(), done, failed, now());
    say(std::to_string(plan_.members.size()) + " complexes in " +
        std::to_string(plan_.batches.size()) + " batches; " + std::to_string(todo.size()) +
        " batches to compute on " + std::to_string(mpi_.ranks()) + " rank" +
        (mpi_.ranks() == 1 ? "" : "s") + " (" + options_.device + ", " + options_.compute_dtype +
        ", matmul " + options_.matmul_precision + ")");
  }
  CursorServer server(MPI_COMM_WORLD, std::move(todo), [&](const CursorServer::Reported& one) {
    const std::lock_guard lock(progress_mutex_);
    progress_->add(one.report.work, now());
  });
  BatchClaims claims(server.client(), plan_, structure_wanted, affinity_wanted);
  RowSource rows(*table_, *preparation_, options_.seed);
  Clock::time_point last = Clock::now();
  StoreSink sink(*store_, *fence_, survey_, options_.keep_structures,
                 [&](const WorkBatch& batch, const SinkCounts& counts, double seconds) {
                   claims.finish(batch, {.done = counts.done,
                                         .failed = counts.failed,
                                         .wall_seconds = seconds_since(last),
                                         .device_seconds = seconds});
                   last = Clock::now();
                 });
  Pipeline pipeline(claims, rows, *predictor_, sink, {.feature_threads = threads_});
  std::atomic<bool> over = false;
  std::thread watcher([&] { watch(pipeline, server, over); });
  RankSummary mine{
      .rank = mpi_.rank(), .host = machine_.host, .error = {}, .times = {}, .stage_seconds = {}};
  GivenBack reason = GivenBack::unfinished;
  try {
    mine.times = pipeline.run();
  } catch (const DeviceLost& error) {
    // The others go on; what this rank had is computed elsewhere.
    mine.error = error.what();
    reason = GivenBack::device_broke;
  } catch (const std::exception& error) {
    mine.error = error.what();
    failure_ = error.what();
    over = true;  // the error is what is to be said
    server.client().stop();
  }
  claims.retire(reason, pipeline.batch_on_device());
  over = true;
  watcher.join();
  if (mpi_.leads()) display_.finish();
  if (!mine.error.empty()) {
    std::fprintf(stderr, "boltz-batch: rank %d on %s: %s\n", mpi_.rank(), machine_.host.c_str(),
                 mine.error.c_str());
  }
  mine.stage_seconds = predictor_->stage_seconds();
  mine.splits = predictor_->splits();
  for (const std::string& text : mpi_.gather_all(to_json(mine))) {
    summary_.ranks.push_back(rank_summary_from_json(text));
  }
  if (progress_) {
    const ProgressNumbers numbers = progress_->numbers(now(), {});
    summary_.computed = numbers.done + numbers.failed - done - failed;
  }
}

int Run::finish() {
  const bool failed_anywhere = !mpi_.all(failure_.empty());
  // A signal may have come to one rank only.
  const bool stopped = !mpi_.all(!stopped_ && StopSignals::received() == 0);
  store_->close();
  summary_.store = options_.out.string();
  int code = exit_done;
  const std::string counted = on_leader(mpi_, [&] {
    const StoreReader reader(options_.out);
    const auto structure = reader.structure_status(), affinity = reader.affinity_status();
    summary_.rows = structure.size();
    for (uint64_t row = 0; row < structure.size(); ++row) {
      const bool bad = structure[row] == Status::failed || affinity[row] == Status::failed;
      if (structure[row] == Status::pending || affinity[row] == Status::pending) {
        ++summary_.pending;
      } else {
        ++(bad ? summary_.failed : summary_.done);
      }
      constexpr size_t shown = 5;
      if (bad && summary_.first_failures.size() < shown) {
        summary_.first_failures.emplace_back(reader.text(row).id, reader.error(row).message);
      }
    }
    return std::to_string(summary_.pending) + ' ' + std::to_string(summary_.failed);
  });
  std::istringstream numbers(counted);
  uint64_t pending = 0, failed = 0;
  numbers >> pending >> failed;
  if (failed > 0) code = exit_failures;
  if (pending > 0) code = stopped ? exit_stopped : exit_error;
  if (failed_anywhere) code = exit_error;
  summary_.outcome = code == exit_done       ? "done"
                     : code == exit_failures ? "failures"
                     : code == exit_stopped  ? "stopped"
                                             : "error";
  for (const RankSummary& rank : summary_.ranks) {
    if (summary_.error.empty()) summary_.error = rank.error;
  }
  return code;
}

int Run::operator()() {
  const StopSignals signals;
  look();
  read_inputs();
  if (!options_.dry_run) lock();
  survey();
  find_weights();
  plan();
  if (options_.dry_run) return dry_run();
  together(mpi_, [&] {
    if (plan_.structures_first) {
      throw UsageError(
          "both models do not fit into the memory that is planned for, beside a batch: give more "
          "with --plan-memory, or run without affinity");
    }
    return 0;
  });
  open_store();
  load_models();
  summary_.setup_seconds = seconds_since(start_);
  compute();
  const int code = finish();
  summary_.seconds = seconds_since(start_);
  if (mpi_.leads() && !options_.quiet) std::fputs(describe(summary_).c_str(), stdout);
  if (lock_) lock_->release();
  return code;
}

std::filesystem::path record_path(const Options& options) {
  if (!options.run_record.empty()) return options.run_record;
  return options.out.string() + ".run.json";
}

}  // namespace

int run(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry) {
  Run one(mpi, options, chemistry);
  const auto record = [&] {
    if (mpi.leads() && !options.dry_run) {
      write_run_record(record_path(options), one.summary(), options);
    }
  };
  try {
    const int code = one();
    record();
    return code;
  } catch (const std::exception& error) {
    one.summary().outcome = "error";
    one.summary().error = error.what();
    try {
      record();
    } catch (const std::exception& second) {
      std::fprintf(stderr, "boltz-batch: %s\n", second.what());
    }
    throw;
  }
}

std::string run_help() {
  return "boltz-batch [run] MANIFEST [options]     runs Boltz-2 over every complex of MANIFEST\n"
         "boltz-batch plan MANIFEST [options]      the same up to the plan, and prints that\n"
         "boltz-batch check MANIFEST [options]     what is wrong with the inputs, and how large "
         "they are\n"
         "boltz-batch features INPUT --out FILE    what the model would be given of one complex\n"
         "boltz-batch status STORE                 how far a run is, and what failed\n"
         "boltz-batch verify STORE [--repair]      checks every stored number against its "
         "checksum\n"
         "\n"
         "MANIFEST is a CSV with the columns id and input (a Boltz YAML or FASTA), or id, target "
         "(a\n"
         "YAML without the ligand) and smiles or ccd; or a folder of YAML files; or, with "
         "--target, a\n"
         "library of ligands (.smi, .sdf, .csv). With several GPUs: mpirun -n 8 boltz-batch "
         "MANIFEST.\n"
         "Exit code: 0 all done, 3 some complexes failed, 4 stopped before the end, 1 and 2 "
         "errors.\n"
         "Options can be set in a --config file and as BOLTZ_BATCH_... variables too. The "
         "reference's\n"
         "spelling (--recycling_steps) is understood.\n\n" +
         options_help();
}

}  // namespace bb
