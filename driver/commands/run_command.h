#pragma once

#include <span>
#include <string>

namespace bb {

/// `boltz-batch run`, the default; with `only_plan` `boltz-batch plan`. Returns an ExitCode.
int run_command(std::span<const std::string> arguments, bool only_plan, int* argc, char*** argv);

}  // namespace bb
