#pragma once

#include <stdexcept>

namespace bb {

/// A signal came before anything was computed.
class RunStopped : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Signals that ask a run to end: USR1 (finish what is on the device, then stop), TERM and INT.
/// They are noted; nobody is interrupted, but that a second INT kills the process.
class StopSignals {
 public:
  /// Installs the handlers of the process.
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The last of them that came, or 0.
  static int received();
};

}  // namespace bb
