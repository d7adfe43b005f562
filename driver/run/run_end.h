#pragma once

#include <functional>

#include "driver/ranks/mpi_session.h"
#include "driver/report/run_summary.h"

namespace bb {

/// How a rank's part in a run ended: its ExitCode, and the error that is left to say, if any.
struct RunEnd {
  int code = 0;
  std::string error{};
};

/// run(): how it ended, also where it threw. What became of the run is written into its record, by
/// rank 0 or the rank whose error it is, where `is_recorded`.
RunEnd end_of(const MpiSession& mpi, const Options& options, RunSummary& summary, bool is_recorded,
              const std::function<int()>& run);

/// Collective. What all ranks have to say is said once, and all end with one code, which is
/// returned; where the others wait for this rank, which has failed alone, everything ends here.
int end_together(const MpiSession& mpi, const RunEnd& mine);

/// Writes the run's record, that it ended so and with this error. Where it cannot be written, that is
/// said.
void record_end(const Options& options, RunSummary& summary, const RunEnd& end);

}  // namespace bb
