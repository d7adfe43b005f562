#pragma once

#include <string>

#include "scheduler/progress.h"

namespace bb {

/// Progress on standard error: a bar that is drawn anew on a terminal, else a line now and then.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool quiet);

  /// Shows what is due at `seconds` since the start.
  void show(const ProgressNumbers& numbers, double seconds);
  /// The bar is left as it is, and text may follow on a line of its own.
  void finish();
  /// A line above the bar.
  void say(const std::string& line);

 private:
  bool quiet_, terminal_;
  bool drawn_ = false;
  double last_ = -1;
};

/// 3725 -> "1 h 02 min".
std::string duration_text(double seconds);

}  // namespace bb
