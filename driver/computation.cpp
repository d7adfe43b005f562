#include "driver/computation.h"

#include <algorithm>
#include <cstdio>
#include <thread>

#include "driver/batch_claims.h"
#include "driver/clock.h"
#include "driver/result_counts.h"
#include "driver/row_source.h"
#include "driver/stop_signals.h"
#include "driver/store_sink.h"
#include "scheduler/work_list.h"

namespace bb {

/// What is stored, but pending where a row that shares the results is pending alone: after a crash
/// between the two, or a repair.
std::vector<Status> Computation::wanted(std::span<const Status> stored) const {
  std::vector<Status> out(stored.begin(), stored.end());
  for (uint64_t row = 0; row < parts_.survey.rows(); ++row) {
    if (stored[row] == Status::pending) out[parts_.survey.computed_as[row]] = Status::pending;
  }
  return out;
}

std::vector<Work> Computation::work_left(std::span<const Status> structure,
                                         std::span<const Status> affinity) const {
  const auto is_done = [&](uint32_t batch, Stages stage) {
    const auto status = stage == Stages::structure ? structure : affinity;
    const auto members = parts_.plan.members_of(batch);
    return std::none_of(members.begin(), members.end(),
                        [&](uint32_t row) { return status[row] == Status::pending; });
  };
  return make_work(parts_.plan, is_done, parts_.batches);
}

void Computation::say_what_is_left(size_t batches) {
  const Options& options = parts_.options;
  uint64_t complexes = 0;
  for (const uint32_t batch : parts_.batches) complexes += parts_.plan.batches[batch].count;
  parts_.display.say(
      std::to_string(complexes) + " complexes in " + std::to_string(parts_.batches.size()) +
      " batches; " + std::to_string(batches) + " batches to compute on " +
      std::to_string(parts_.mpi.ranks()) + " rank" + (parts_.mpi.ranks() == 1 ? "" : "s") + " (" +
      options.device + ", " + options.compute_dtype + ", matmul " + options.matmul_precision + ")");
}

/// Looks at signals and shows progress, until the pipeline is over.
void Computation::watch(Pipeline& pipeline, CursorServer& server, const std::atomic<bool>& over) {
  const double start = now();
  bool said = false;
  while (!over) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (StopSignals::received() != 0 && !stopped_) {
      stopped_ = true;
      pipeline.stop();
      server.client().stop();
    }
    if (!parts_.mpi.leads()) continue;
    if (server.stopped() && !said && !over) {
      said = true;
      parts_.display.say(
          "stopping: what is on the devices is finished and written; the same command continues");
    }
    const CursorNumbers work = server.cursor().numbers();
    const std::lock_guard lock(progress_mutex_);
    parts_.display.show(progress_->numbers(now(), work), now() - start);
  }
}

RankSummary Computation::run_pipeline(Pipeline& pipeline, CursorServer& server,
                                      BatchClaims& claims) {
  RankSummary mine{.rank = parts_.mpi.rank(),
                   .host = parts_.machine.host,
                   .error = {},
                   .times = {},
                   .stage_seconds = {}};
  std::atomic<bool> over = false;
  std::thread watcher([&] { watch(pipeline, server, over); });
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
  if (!mine.error.empty()) {
    std::fprintf(stderr, "boltz-batch: rank %d on %s: %s\n", mine.rank, mine.host.c_str(),
                 mine.error.c_str());
  }
  mine.stage_seconds = parts_.predictor.stage_seconds();
  mine.splits = parts_.predictor.splits();
  return mine;
}

void Computation::operator()() {
  const auto structure = wanted(parts_.store.structure_status());
  const auto affinity = wanted(parts_.store.affinity_status());
  const ResultCounts before =
      count_results(parts_.store.structure_status(), parts_.store.affinity_status());
  std::vector<Work> work = work_left(structure, affinity);
  if (parts_.mpi.leads()) {
    progress_.emplace(structure.size(), before.done, before.failed, now());
    if (!parts_.options.quiet) say_what_is_left(work.size());
  }
  CursorServer server(MPI_COMM_WORLD, std::move(work), [&](const CursorServer::Reported& one) {
    const std::lock_guard lock(progress_mutex_);
    progress_->add(one.report.work, now());
  });
  BatchClaims claims(server.client(), parts_.plan, structure, affinity);
  RowSource rows(*parts_.inputs.table, *parts_.inputs.preparation, parts_.options.seed);
  double last = now();
  StoreSink sink(parts_.store, parts_.fence, parts_.survey, parts_.options.keep_structures,
                 [&](const WorkBatch& batch, const SinkCounts& counts, double seconds) {
                   claims.finish(batch, {.done = counts.done,
                                         .failed = counts.failed,
                                         .wall_seconds = now() - last,
                                         .device_seconds = seconds});
                   last = now();
                 });
  Pipeline pipeline(claims, rows, parts_.predictor, sink,
                    {.feature_threads = parts_.feature_threads});
  const RankSummary mine = run_pipeline(pipeline, server, claims);
  if (parts_.mpi.leads()) parts_.display.finish();
  for (const std::string& text : parts_.mpi.gather_all(to_json(mine))) {
    ranks_.push_back(rank_summary_from_json(text));
  }
  if (progress_) {
    const ProgressNumbers numbers = progress_->numbers(now(), {});
    computed_ = numbers.done + numbers.failed - before.done - before.failed;
  }
}

}  // namespace bb
