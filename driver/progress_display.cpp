#include "driver/progress_display.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace bb {

namespace {

constexpr double every_on_terminal = 0.5, every_in_log = 60;  // seconds
constexpr int bar_width = 24;

std::string text_of(const ProgressNumbers& n, bool bar) {
  const double share =
      n.total == 0 ? 1 : static_cast<double>(n.done + n.failed) / static_cast<double>(n.total);
  std::string out;
  if (bar) {
    const int full = std::clamp(static_cast<int>(share * bar_width), 0, bar_width);
    out += '[';
    out.append(static_cast<size_t>(full), '#').append(static_cast<size_t>(bar_width - full), '.');
    out += "] ";
  }
  char numbers[200];
  std::snprintf(
      numbers, sizeof numbers, "%llu done, %llu failed of %llu (%.0f %%), %.0f/h",
      static_cast<unsigned long long>(n.done), static_cast<unsigned long long>(n.failed),
      static_cast<unsigned long long>(n.total), std::floor(100 * share),
      n.recent_complexes_per_hour > 0 ? n.recent_complexes_per_hour : n.complexes_per_hour);
  out += numbers;
  if (std::isfinite(n.eta_seconds)) out += ", " + duration_text(n.eta_seconds) + " left";
  if (n.device_busy > 0) {
    std::snprintf(numbers, sizeof numbers, ", devices %.0f %% busy", 100 * n.device_busy);
    out += numbers;
  }
  return out;
}

}  // namespace

std::string duration_text(double seconds) {
  char out[64];
  const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
  if (seconds < 10) {
    std::snprintf(out, sizeof out, "%.1f s", seconds);
  } else if (whole < 120) {
    std::snprintf(out, sizeof out, "%lld s", whole);
  } else if (whole < 7200) {
    std::snprintf(out, sizeof out, "%lld min %02lld s", whole / 60, whole % 60);
  } else {
    std::snprintf(out, sizeof out, "%lld h %02lld min", whole / 3600, whole % 3600 / 60);
  }
  return out;
}

ProgressDisplay::ProgressDisplay(bool quiet)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressDisplay::show(const ProgressNumbers& numbers, double seconds) {
  if (quiet_) return;
  const double every = terminal_ ? every_on_terminal : every_in_log;
  if (last_ < 0 && !terminal_) last_ = 0;
  if (last_ >= 0 && seconds - last_ < every) return;
  last_ = seconds;
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s", text_of(numbers, true).c_str());
    drawn_ = true;
  } else {
    std::fprintf(stderr, "boltz-batch: %s\n", text_of(numbers, false).c_str());
  }
  std::fflush(stderr);
}

void ProgressDisplay::finish() {
  if (drawn_) std::fprintf(stderr, "\n");
  drawn_ = false;
}

void ProgressDisplay::say(const std::string& line) {
  if (drawn_) std::fprintf(stderr, "\r\033[K");
  drawn_ = false;
  std::fprintf(stderr, "boltz-batch: %s\n", line.c_str());
}

}  // namespace bb
