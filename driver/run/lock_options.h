#pragma once

#include <string>

#include "io/store/lock/store_lock.h"

namespace bb {

/// How this program locks a store. Waiting is said on standard error, and ended by StopSignals.
/// $BB_LOCK_SECONDS, for tests: after how many seconds without a heartbeat a lock is no longer
/// believed, in place of 15; all that use the store need the same. `job`: who holds it; empty:
/// Slurm's job, or this process. Throws UsageError.
StoreLockOptions lock_options(const std::string& job);

}  // namespace bb
