#include "driver/run_command.h"

#include <cstdio>

#include "driver/devices.h"
#include "driver/mpi_session.h"
#include "driver/options.h"
#include "driver/run.h"
#include "driver/together.h"
#include "io/input/chemistry/chemistry_pool.h"

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

}  // namespace

int run_command(std::span<const std::string> arguments, bool only_plan, int* argc, char*** argv) {
  std::optional<Options> options;
  try {
    options = parse_options(arguments, cuda_devices() > 0);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "boltz-batch: %s\n", error.what());
    return exit_usage;
  }
  if (!options) {
    std::fputs(run_help().c_str(), stdout);
    return exit_done;
  }
  options->dry_run = options->dry_run || only_plan;
  // Before MPI and CUDA start: the chemistry's helpers are processes of this one.
  std::unique_ptr<ChemistryPool> chemistry;
  try {
    chemistry = std::make_unique<ChemistryPool>(pool_options(*options));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boltz-batch: %s\n", error.what());
    return exit_error;
  }
  const MpiSession mpi(argc, argv);
  try {
    return run(mpi, *options, *chemistry);
  } catch (const ToldElsewhere&) {
    return exit_error;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "boltz-batch: %s\n", error.what());
    return exit_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boltz-batch: %s\n", error.what());
    return exit_error;
  }
}

}  // namespace bb
