#include "driver/faults/stop_signals.h"

#include <csignal>

namespace bb {

namespace {
volatile std::sig_atomic_t last_signal = 0;
void note(int signal) { last_signal = signal; }
constexpr int stopping[] = {SIGUSR1, SIGTERM, SIGINT};
}  // namespace

StopSignals::StopSignals() {
  struct sigaction action {};
  action.sa_handler = note;
  for (const int signal : stopping) {
    // Ctrl-C a second time ends it at once.
    action.sa_flags = SA_RESTART | (signal == SIGINT ? static_cast<int>(SA_RESETHAND) : 0);
    sigaction(signal, &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (const int signal : stopping) { std::signal(signal, SIG_DFL); }
}

int StopSignals::received() { return last_signal; }

}  // namespace bb
