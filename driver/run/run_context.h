#pragma once

#include "driver/options/options.h"
#include "driver/ranks/clock.h"
#include "driver/ranks/machine.h"
#include "driver/ranks/staging.h"
#include "driver/report/console.h"
#include "driver/report/progress_display.h"
#include "driver/report/run_summary.h"
#include "io/input/chemistry/chemistry_pool.h"

namespace bb {

/// What a run has from its first moment on.
struct RunContext {
  /// Collective. Throws UsageError where ranks would share a GPU.
  RunContext(const MpiSession& mpi, const Options& options, ChemistryPool& chemistry,
             RunSummary& summary);

  const MpiSession& mpi;
  const Options& options;
  ChemistryPool& chemistry;
  RunSummary& summary;
  const double start = now();
  const Machine machine;
  const int device_threads;   ///< that compute on the CPU
  const int feature_threads;  ///< that make features
  ProgressDisplay display;
  Staging staging;
  const Say say;  ///< on rank 0, unless --quiet

  /// Collective: throws RunStopped where a signal came to any rank.
  void stop_if_told() const;
};

}  // namespace bb
