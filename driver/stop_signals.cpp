#include "driver/stop_signals.h"

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
  action.sa_flags = SA_RESTART;
  for (const int signal : stopping) sigaction(signal, &action, nullptr);
}

StopSignals::~StopSignals() {
  for (const int signal : stopping) std::signal(signal, SIG_DFL);
}

int StopSignals::received() { return last_signal; }

}  // namespace bb
