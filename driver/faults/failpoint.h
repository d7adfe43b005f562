#pragma once

#include <string_view>

namespace bb {

/// For tests: $BB_TEST_FAILPOINT is a list, separated by blanks, of what is to go wrong.

/// "name@rank": throws std::runtime_error; "name@rank!n": kills the process when it comes here for
/// the n-th time.
void failpoint(std::string_view name, int rank);

/// "name@rank": true.
bool failpoint_reached(std::string_view name, int rank);

/// Where a row comes to a step ("features", …; in_flight.h). "crash-row:id@step": a segmentation
/// fault; "abort-row:id@step": an exception that nobody catches; "memory-row:id@step": killed as if
/// by the system for its memory; "hang-row:id@step": never goes on.
void row_failpoint(std::string_view id, std::string_view step);

/// Whether the variable is set.
bool has_failpoint();

}  // namespace bb
