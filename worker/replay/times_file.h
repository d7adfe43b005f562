#pragma once

#include "worker/replay/device.h"
#include "worker/replay/host_memory.h"
#include "worker/replay/options.h"
#include "worker/replay/stage_times.h"

namespace bb::replay {

/// What loading the model cost; host memory before and after it.
struct LoadCost {
  double seconds = 0;
  HostMemory before, after;
};

/// All that was measured in one job.
struct Measurements {
  std::optional<LoadCost> load;  // nothing where an earlier job had loaded the model
  int64_t batch = 0, tokens = 0, atoms = 0, msa_rows = 0;
  int64_t recycling_steps = 0, sampling_steps = 0, samples = 0;
  StageTimes stages;
  std::vector<std::vector<double>> step_milliseconds, step_host_milliseconds;  // one for each run
  std::optional<DeviceMemory> before, after;                                   // of the runs
};

/// Writes them as JSON; tests/bench reads it. Throws CheckpointError where that is not possible.
void write_times(const std::filesystem::path& path, const Options& options,
                 const Measurements& measured);

}  // namespace bb::replay
