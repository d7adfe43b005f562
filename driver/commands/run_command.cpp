#include "driver/commands/run_command.h"

#include <algorithm>

#include "driver/faults/journal.h"
#include "driver/faults/witness.h"
#include "driver/options/exit_code.h"
#include "driver/options/help.h"
#include "driver/options/options.h"
#include "driver/ranks/devices.h"
#include "driver/ranks/mpi_session.h"
#include "driver/report/console.h"
#include "driver/run/run.h"
#include "driver/run/store_place.h"
#include "io/input/chemistry/chemistry_pool.h"
#include "io/store/hdf5/store_error.h"
#include "io/store/lock/store_path.h"
#include "io/store/store_writer.h"

namespace bb {

namespace {

ChemistryPoolOptions pool_options(const Options& options) {
  ChemistryPoolOptions out;
  out.workers =
      std::max(1, options.chemistry_workers > 0 ? options.chemistry_workers : options.threads);
  out.time_limit =
      std::chrono::milliseconds(static_cast<int64_t>(options.chemistry_seconds * 1000));
  return out;
}

/// Where the run is to write, told before anything is computed. A plan writes nothing.
void check_places(const Options& options, bool only_plan) {
  if (only_plan && !std::filesystem::exists(options.out)) { return; }
  check_store_place(options.out);
  if (only_plan) { return; }
  if (!options.run_record.empty()) { check_file_place("--run-record", options.run_record); }
  if (!options.metrics.empty()) { check_file_place("--metrics", options.metrics); }
  if (!options.prometheus.empty()) { check_file_place("--prometheus", options.prometheus); }
}

}  // namespace

int run_command(std::span<const std::string> arguments, bool only_plan, int* argc, char*** argv) {
  std::optional<Options> options;
  try {
    options = parse_options(arguments, cuda_devices() > 0);
    if (options) { check_places(*options, only_plan || options->dry_run); }
  } catch (const UsageError& error) {
    print_error("boltz-batch: %s\n", error.what());
    return exit_usage;
  }
  if (!options) {
    print_out("%s", run_help().c_str());
    return exit_done;
  }
  options->dry_run = options->dry_run || (only_plan && options->create_shards == 0);
  std::string unusable;  // said once, when the ranks know of each other
  try {
    options->out = real_store_path(options->out);
  } catch (const StoreError& error) { unusable = std::string("--out ") + error.what(); }
  std::optional<Witness> witness;
  if (!options->dry_run) { witness.emplace(journal_path(*options)); }
  // Before MPI and CUDA start: the chemistry's helpers are processes of this one.
  std::unique_ptr<ChemistryPool> chemistry;
  try {
    chemistry = std::make_unique<ChemistryPool>(pool_options(*options));
  } catch (const std::exception& error) {
    print_error("boltz-batch: %s\n", error.what());
    return exit_error;
  }
  prepare_store_library();
  const MpiSession mpi(argc, argv);
  RunEnd end{.code = exit_usage, .error = unusable};
  if (unusable.empty()) { end = run(mpi, *options, *chemistry); }
  return end_together(mpi, end);
}

}  // namespace bb
