#pragma once

#include "driver/faults/journal_mark.h"

namespace bb {

/// Where the mark of this process goes.
struct MarkPlace {
  int descriptor = -1;
  uint64_t offset = 0, attempt = 0;
};

/// Installs, once in a process, what notes a crash (SEGV, BUS, FPE, ILL, ABRT; hence an uncaught
/// exception too): the item of the thread that crashed, or all in flight where it has none, is
/// written to the journal; then the process dies of the signal, with a core where those are kept. A
/// signal that another process sent accuses nobody. After MPI_Init, which installs its own.
void install_crash_handler();

/// From now on marks go there; nothing: nowhere.
void set_mark_place(const MarkPlace& place);

/// Leaves a mark; the first counts. True where it is now written.
bool leave_mark(Cause cause, int detail, const InFlightItem* items, size_t count) noexcept;

}  // namespace bb
