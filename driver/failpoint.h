#pragma once

#include <string_view>

namespace bb {

/// For tests. Where $BB_TEST_FAILPOINT is "name@rank": throws std::runtime_error; where it is
/// "name@rank!n": kills the process when it comes here for the n-th time. Elsewhere nothing.
void failpoint(std::string_view name, int rank);

/// Whether the variable is set.
bool has_failpoint();

}  // namespace bb
