#pragma once

#include <span>
#include <string>

namespace bb {

/// Ends of a run. 0: everything is done.
enum ExitCode : int {
  exit_done = 0,
  exit_error = 1,     // the run could not start, or broke off
  exit_usage = 2,     // the command line makes no sense
  exit_failures = 3,  // all is computed, and some complexes failed
  exit_stopped = 4,   // a signal ended it before its time: the same command continues
  exit_restart = 5,   // it stopped itself, because a rank hung: the same command continues
};

/// `boltz-batch run`, the default; with `only_plan` `boltz-batch plan`. Returns an ExitCode.
int run_command(std::span<const std::string> arguments, bool only_plan, int* argc, char*** argv);

}  // namespace bb
