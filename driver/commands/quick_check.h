#pragma once

#include "driver/options/options.h"

namespace bb {

/// `boltz-batch check MANIFEST --quick` with the options of a run: what would end that run at once,
/// said in seconds, also for ten million rows and where there is no GPU. Reads the manifest's
/// header and first rows, measures a few, looks into the weights' files (look_into_model) and at
/// the store's folder.
/// Returns an ExitCode. Throws UsageError, InputError.
int quick_check(const Options& options);

}  // namespace bb
