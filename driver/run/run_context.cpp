#include "driver/run/run_context.h"

#include <algorithm>

#include "driver/faults/stop_signals.h"
#include "driver/ranks/together.h"

namespace bb {

namespace {

Machine look(const MpiSession& mpi, const Options& options) {
  const Machine machine = look_at_machine(mpi);
  together(mpi, [&] {
    if (options.device == "cuda" && machine.ranks_on_device > 1 && !options.oversubscribe_devices) {
      throw UsageError(std::to_string(mpi.local_ranks()) + " ranks on " + machine.host +
                       ", which has " + std::to_string(machine.devices) +
                       " GPUs: start one rank per GPU, or give --oversubscribe-devices");
    }
  });
  return machine;
}

int device_threads_of(const Options& options, const Machine& machine) {
  if (options.device_threads > 0) { return options.device_threads; }
  return options.device == "cpu" ? machine.cpus : 1;
}

int feature_threads_of(const Options& options, const Machine& machine) {
  if (options.threads > 0) { return options.threads; }
  return std::max(1, options.device == "cpu" ? machine.cpus / 2 : machine.cpus - 1);
}

}  // namespace

RunContext::RunContext(const MpiSession& session, const Options& given, ChemistryPool& pool,
                       RunSummary& told)
    : mpi(session),
      options(given),
      chemistry(pool),
      summary(told),
      machine(look(mpi, options)),
      device_threads(device_threads_of(options, machine)),
      feature_threads(feature_threads_of(options, machine)),
      display(options.quiet || !mpi.leads()),
      staging(mpi, options.staging, options.stage),
      say([this](const std::string& line) {
        if (mpi.leads() && !options.quiet) { display.say(line); }
      }) {}

void RunContext::stop_if_told() const {
  if (mpi.all(StopSignals::received() == 0)) { return; }
  throw RunStopped(
      "stopped by a signal before anything was computed; the same command starts over");
}

}  // namespace bb
