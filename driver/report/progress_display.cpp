#include "driver/report/progress_display.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "driver/report/console.h"
#include "driver/report/progress_line.h"

namespace bb {

namespace {

constexpr double every_on_terminal = 0.5, every_in_log = 60;  // seconds
constexpr int usual_columns = 80;

/// Whether standard error is a terminal on which a line can be drawn anew.
bool can_redraw() {
  const char* const kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "" &&
         std::string_view(kind) != "dumb";
}

/// Of the terminal as it is now: its window may have been resized.
int columns_now() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) { return size.ws_col; }
  return usual_columns;
}

}  // namespace

ProgressDisplay::ProgressDisplay(bool quiet) : quiet_(quiet), terminal_(can_redraw()) {}

void ProgressDisplay::show(const ProgressNumbers& numbers, double seconds) {
  if (quiet_) { return; }
  const double every = terminal_ ? every_on_terminal : every_in_log;
  if (last_ < 0 && !terminal_) { last_ = 0; }
  if (last_ >= 0 && seconds - last_ < every) { return; }
  last_ = seconds;
  if (terminal_) {
    // A character in the last column would wrap on some terminals.
    const int columns = columns_now();
    const std::string line = progress_line(numbers, columns - 1);
    erase(columns);
    std::fputs(line.c_str(), stderr);
    drawn_ = static_cast<int>(line.size());
  } else {
    std::fprintf(stderr, "boltz-batch: %s\n", progress_text(numbers).c_str());
  }
  std::fflush(stderr);
}

/// A window that became narrower has wrapped what was drawn: that takes several rows now.
void ProgressDisplay::erase(int columns) const {
  const int more_rows = drawn_ > 0 ? (drawn_ - 1) / columns : 0;
  if (more_rows > 0) { std::fprintf(stderr, "\033[%dA\r\033[J", more_rows); }
  std::fputs("\r\033[K", stderr);
}

void ProgressDisplay::finish() {
  if (drawn_ > 0) { std::fprintf(stderr, "\n"); }
  drawn_ = 0;
}

void ProgressDisplay::say(const std::string& line) {
  if (drawn_ > 0) { erase(columns_now()); }
  drawn_ = 0;
  print_error("boltz-batch: %s\n", line.c_str());
}

}  // namespace bb
