#include "driver/run/computation.h"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "driver/faults/crash_handler.h"
#include "driver/faults/stall_watch.h"
#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/ranks/clock.h"
#include "driver/report/console.h"
#include "driver/report/result_counts.h"
#include "driver/run/batch_claims.h"
#include "driver/run/lock_options.h"
#include "driver/run/row_source.h"
#include "driver/run/solo_claims.h"
#include "driver/run/store_sink.h"
#include "scheduler/work_list.h"

namespace bb {

namespace {
constexpr auto time_for_others = std::chrono::seconds(8);
}

Computation::Computation(const ComputationParts& parts)
    : parts_(parts),
      metrics_({.lines = parts.run.options.metrics,
                .prometheus = parts.run.options.prometheus,
                .every = parts.run.options.metrics_seconds,
                .store = parts.run.options.out.string(),
                .job = lock_options("").job}) {}

/// What is stored, but pending where a row that shares the results is pending alone: after a crash
/// between the two, or a repair.
std::vector<Status> Computation::wanted(std::span<const Status> stored) const {
  std::vector<Status> out(stored.begin(), stored.end());
  for (uint64_t row = 0; row < parts_.rows.survey.rows(); ++row) {
    if (stored[row] == Status::pending) {
      out[parts_.rows.survey.computed_as[row]] = Status::pending;
    }
  }
  return out;
}

std::vector<Work> Computation::work_left(std::span<const Status> structure,
                                         std::span<const Status> affinity) const {
  const auto is_done = [&](uint32_t batch, Stages stage) {
    const auto status = stage == Stages::structure ? structure : affinity;
    const auto members = parts_.store.plan.members_of(batch);
    return std::none_of(members.begin(), members.end(),
                        [&](uint32_t row) { return status[row] == Status::pending; });
  };
  return make_work(parts_.store.plan, is_done, parts_.store.batches);
}

void Computation::say_what_is_left(size_t batches) {
  const Options& options = parts_.run.options;
  uint64_t complexes = 0;
  for (const uint32_t batch : parts_.store.batches) {
    complexes += parts_.store.plan.batches[batch].count;
  }
  parts_.run.display.say(std::to_string(complexes) + " complexes in " +
                         std::to_string(parts_.store.batches.size()) + " batches; " +
                         std::to_string(batches) + " batches to compute on " +
                         std::to_string(parts_.run.mpi.ranks()) + " rank" +
                         (parts_.run.mpi.ranks() == 1 ? "" : "s") + " (" + options.device + ", " +
                         options.compute_dtype + ", matmul " + options.matmul_precision + ")");
}

/// Looks at signals and shows progress, until the pipeline is over.
void Computation::watch(Pipeline& pipeline, CursorServer& server, const std::atomic<bool>& over) {
  const double start = now();
  bool said = false, told = false;
  while (!over) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (StopSignals::received() != 0 && !told) {
      stopped_ = told = true;
      pipeline.stop();
      server.client().stop();
    }
    if (!parts_.run.mpi.leads()) { continue; }
    if (server.stopped() && !said && !over) {
      said = true;
      parts_.run.display.say(
          "stopping: what is on the devices is finished and written; the same command continues");
    }
    const CursorNumbers work = server.cursor().numbers();
    const std::lock_guard lock(progress_mutex_);
    parts_.run.display.show(progress_->numbers(now(), work), now() - start);
    if (metrics_.due(now())) { write_metrics(work); }
  }
}

void Computation::run_pipeline(Pipeline& pipeline, CursorServer& server, BatchClaims& claims,
                               const JournalSteps& steps) {
  if (device_lost_ || !failure_.empty()) {
    if (!failure_.empty()) { server.client().stop(); }
    claims.retire(GivenBack::unfinished, std::nullopt);
    return;
  }
  std::atomic<bool> over = false;
  std::thread watcher([&] { watch(pipeline, server, over); });
  GivenBack reason = GivenBack::unfinished;
  try {
    mine_.times += pipeline.run();
  } catch (const DeviceLost& error) {
    // The others go on; what this rank had is computed elsewhere, or by the next run.
    mine_.error = error.what();
    device_lost_ = true;
    reason = GivenBack::device_broke;
    const InFlightItem item = steps.on_device();
    leave_mark(Cause::device, 0, &item, 1);
  } catch (const std::exception& error) {
    mine_.error = error.what();
    failure_ = error.what();
    deadline_.emplace(time_for_others, [&] { end_others(); });
    over = true;  // the error is what is to be said
    server.client().stop();
  }
  claims.retire(reason, pipeline.batch_on_device());
  over = true;
  watcher.join();
  if (!mine_.error.empty()) {
    if (parts_.run.mpi.leads()) { parts_.run.display.finish(); }
    print_error("boltz-batch: rank %d on %s: %s\n", mine_.rank, mine_.host.c_str(),
                mine_.error.c_str());
  }
}

/// What ends a rank is the store: others cannot keep what they compute for long either.
void Computation::end_others() const {
  std::fprintf(stderr,
               "boltz-batch: rank %d: the other ranks have not ended %d s after its error, and are "
               "ended; the same command continues the store\n",
               parts_.run.mpi.rank(), static_cast<int>(time_for_others.count()));
  parts_.run.mpi.abort(exit_error);
}

void Computation::write_metrics(const CursorNumbers& work) {
  const auto problem = metrics_.write({.progress = progress_->numbers(now(), work),
                                       .work = work,
                                       .slow = speeds_.slow(),
                                       .ranks = parts_.run.mpi.ranks(),
                                       .attempt = parts_.store.writer.resume_report().attempt},
                                      now());
  if (problem) { parts_.run.display.say(*problem); }
}

bool Computation::has_suspect(uint32_t batch) const {
  const Quarantine& quarantine = parts_.journal.quarantine();
  if (quarantine.suspects_batch(batch)) { return true; }
  const auto members = parts_.store.plan.members_of(batch);
  return std::any_of(members.begin(), members.end(), [&](uint32_t place) {
    if (place >= parts_.rows.survey.rows()) {
      return false;  // of another shard
    }
    return quarantine.suspects_row(parts_.rows.inputs.table->listed_as(PlaceId(place)).value());
  });
}

/// Collective. `alone`: a rank has one complex in flight, and no other.
void Computation::compute(std::vector<Work> work, bool alone, std::span<const Status> structure,
                          std::span<const Status> affinity) {
  CursorServer server(MPI_COMM_WORLD, std::move(work), [&](const CursorServer::Reported& one) {
    const std::lock_guard lock(progress_mutex_);
    progress_->add(one.report.work, now());
    speeds_.add(one.rank, one.report.work.predicted_seconds, one.report.work.device_seconds);
  });
  BatchClaims claims(server.client(), parts_.store.plan, structure, affinity,
                     parts_.journal.quarantine().verdicts_in(*parts_.rows.inputs.table), alone);
  SoloClaims one_by_one(claims);
  RowSource rows(*parts_.rows.inputs.table, *parts_.rows.inputs.preparation, parts_.rows.survey,
                 parts_.run.options.seed);
  double last = now();
  StoreSink sink(parts_.store.writer, parts_.fence, parts_.rows.survey,
                 parts_.run.options.keep_structures,
                 [&](const WorkBatch& batch, const SinkCounts& counts, double seconds) {
                   const WorkReport report{.done = counts.done,
                                           .failed = counts.failed,
                                           .wall_seconds = now() - last,
                                           .device_seconds = seconds};
                   last = now();
                   alone ? one_by_one.finish(report) : claims.finish(batch, report);
                 });
  JournalSteps steps(*parts_.rows.inputs.table, parts_.run.mpi.rank());
  BatchSource& source = alone ? static_cast<BatchSource&>(one_by_one) : claims;
  Pipeline pipeline(source, rows, parts_.predictor, sink,
                    {.feature_threads = parts_.run.feature_threads, .observer = &steps});
  const StallWatch stalls({.mpi = parts_.run.mpi,
                           .host = parts_.run.machine.host,
                           .seconds = parts_.run.options.stall_seconds,
                           .server = server,
                           .longest_batch = [&] { return claims.longest_batch(); },
                           .journal = parts_.journal,
                           .table = *parts_.rows.inputs.table,
                           .plan = parts_.store.plan,
                           .give_up = parts_.give_up});
  in_flight().alone = alone ? 1 : 0;
  run_pipeline(pipeline, server, claims, steps);
  in_flight().alone = 0;
  parts_.run.mpi.all(true);  // while one of them may hang, rank 0 watches
  deadline_.reset();
}

void Computation::operator()() {
  const auto structure = wanted(parts_.store.writer.structure_status());
  const auto affinity = wanted(parts_.store.writer.affinity_status());
  const ResultCounts before =
      count_results(parts_.store.writer.structure_status(), parts_.store.writer.affinity_status());
  std::vector<Work> work = work_left(structure, affinity);
  if (parts_.run.mpi.leads()) {
    progress_.emplace(structure.size(), before.done, before.failed, now());
    if (!parts_.run.options.quiet) { say_what_is_left(work.size()); }
  }
  mine_ = {.rank = parts_.run.mpi.rank(),
           .host = parts_.run.machine.host,
           .error = {},
           .times = {},
           .stage_seconds = {}};
  const auto others = std::stable_partition(
      work.begin(), work.end(), [&](const Work& one) { return has_suspect(one.batch); });
  std::vector<Work> alone(work.begin(), others);
  work.erase(work.begin(), others);
  if (!alone.empty()) { compute(std::move(alone), true, structure, affinity); }
  compute(std::move(work), false, structure, affinity);
  mine_.stage_seconds = parts_.predictor.stage_seconds();
  mine_.splits = parts_.predictor.splits();
  if (parts_.run.mpi.leads()) { parts_.run.display.finish(); }
  ranks_ = parts_.run.mpi.gather(mine_);
  if (progress_) {
    const ProgressNumbers numbers = progress_->numbers(now(), {});
    write_metrics({});
    computed_ = numbers.done + numbers.failed - before.done - before.failed;
  }
}

}  // namespace bb
