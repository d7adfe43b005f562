#include "driver/run/run_end.h"

#include <algorithm>
#include <set>

#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/ranks/together.h"
#include "driver/report/console.h"
#include "io/store/hdf5/store_error.h"

namespace bb {

namespace {

/// Who writes how a run ended.
enum class Recorder : uint8_t { nobody, leader, this_rank };

struct Thrown {
  RunEnd end;
  Recorder recorder = Recorder::this_rank;
};

/// What the exception that is being handled means for this rank.
Thrown current_end() {
  try {
    throw;
  } catch (const ToldElsewhere&) {
    // The rank whose error it is says and records it.
    return {.end = {.code = exit_error}, .recorder = Recorder::nobody};
  } catch (const RunStopped& stop) {
    return {.end = {.code = exit_stopped, .error = stop.what()}, .recorder = Recorder::leader};
  } catch (const UsageError& error) {
    return {.end = {.code = exit_usage, .error = error.what()}};
  } catch (const StoreError& error) {
    if (error.kind() == StoreError::Kind::stopped) {
      return {.end = {.code = exit_stopped, .error = error.what()}, .recorder = Recorder::leader};
    }
    // What is recorded there is of the run that has the store.
    const bool locked = error.kind() == StoreError::Kind::locked;
    return {.end = {.code = exit_error, .error = error.what()},
            .recorder = locked ? Recorder::nobody : Recorder::this_rank};
  } catch (const std::exception& error) {
    return {.end = {.code = exit_error, .error = error.what()}};
  }
}

const char* outcome_of(int code) {
  switch (code) {
    case exit_done:
      return "done";
    case exit_failures:
      return "failures";
    case exit_stopped:
      return "stopped";
    case exit_restart:
      return "restart";
    default:
      return "error";
  }
}

std::filesystem::path record_path(const Options& options) {
  if (!options.run_record.empty()) { return options.run_record; }
  return options.out.string() + ".run.json";
}

}  // namespace

void record_end(const Options& options, RunSummary& summary, const RunEnd& end) {
  summary.outcome = outcome_of(end.code);
  summary.error = end.error;
  try {
    write_run_record(record_path(options), summary, options);
  } catch (const std::exception& error) { print_error("boltz-batch: %s\n", error.what()); }
}

RunEnd end_of(const MpiSession& mpi, const Options& options, RunSummary& summary, bool is_recorded,
              const std::function<int()>& run) {
  Thrown thrown;
  try {
    const int code = run();
    summary.outcome = outcome_of(code);
    if (mpi.leads() && is_recorded) { write_run_record(record_path(options), summary, options); }
    return {.code = code};
  } catch (...) { thrown = current_end(); }
  const bool records = thrown.recorder == Recorder::this_rank ||
                       (thrown.recorder == Recorder::leader && mpi.leads());
  if (records && is_recorded) { record_end(options, summary, thrown.end); }
  return thrown.end;
}

int end_together(const MpiSession& mpi, const RunEnd& mine) {
  if (!mpi.end_together(!mine.error.empty())) {
    print_error("boltz-batch: rank %d: %s\n", mpi.rank(), mine.error.c_str());
    mpi.abort(mine.code);
  }
  std::set<std::string> errors;
  for (std::string& error : mpi.gather(mine.error)) { errors.insert(std::move(error)); }
  errors.erase("");
  for (const std::string& error : errors) { print_error("boltz-batch: %s\n", error.c_str()); }
  return std::ranges::max(mpi.gather_all(mine.code));
}

}  // namespace bb
