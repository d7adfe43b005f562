#pragma once

#include <span>
#include <string>

namespace bb {

/// boltz-batch merge OUT STORE...: its ExitCode. Throws UsageError, StoreError.
int merge_command(std::span<const std::string> arguments);

}  // namespace bb
