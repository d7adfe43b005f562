#pragma once

namespace bb {

/// How the program ends, as its users' scripts see it.
enum ExitCode : int {
  exit_done = 0,      // everything is done
  exit_error = 1,     // the run could not start, or broke off
  exit_usage = 2,     // the command line makes no sense
  exit_failures = 3,  // all is computed, and some complexes failed
  exit_stopped = 4,   // a signal ended it before its time: the same command continues
  exit_restart = 5,   // it stopped itself, because a rank hung: the same command continues
};

}  // namespace bb
