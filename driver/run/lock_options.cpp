#include "driver/run/lock_options.h"

#include <cstdio>
#include <cstdlib>

#include "driver/faults/stop_signals.h"
#include "driver/options/options.h"

namespace bb {

StoreLockOptions lock_options(const std::string& job) {
  StoreLockOptions out;
  const char* const slurm = std::getenv("SLURM_JOB_ID");
  out.say = [](const std::string& line) {
    std::fprintf(stderr, "boltz-batch: %s\n", line.c_str());
  };
  out.stop = [] { return StopSignals::received() != 0; };
  out.job = job.empty() && slurm != nullptr ? std::string("Slurm ") + slurm : job;
  if (const char* const text = std::getenv("BB_LOCK_SECONDS")) {
    char* end = nullptr;
    const double seconds = std::strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds >= 1 && seconds <= 3600)) {
      throw UsageError("BB_LOCK_SECONDS is '" + std::string(text) +
                       "': give seconds from 1 to 3600, or unset it");
    }
    out.expires_after = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
    out.beat_every = out.expires_after / 5;
  }
  return out;
}

}  // namespace bb
