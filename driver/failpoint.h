#pragma once

#include <string_view>

namespace bb {

/// For tests: throws std::runtime_error where $BB_TEST_FAILPOINT is "name@rank". Elsewhere nothing.
void failpoint(std::string_view name, int rank);

}  // namespace bb
