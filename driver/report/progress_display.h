#pragma once

#include <string>

#include "scheduler/progress.h"

namespace bb {

/// Progress on standard error: a line that is drawn anew on a terminal, else one now and then.
class ProgressDisplay {
 public:
  explicit ProgressDisplay(bool quiet);
  ~ProgressDisplay() { finish(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  /// Shows what is due at `seconds` since the start.
  void show(const ProgressNumbers& numbers, double seconds);
  /// What is drawn is left as it is, and text may follow on a line of its own.
  void finish();
  /// A line above what is drawn.
  void say(const std::string& line);

 private:
  void erase(int columns) const;

  bool quiet_, terminal_;
  int drawn_ = 0;  // characters of the line that stands there
  double last_ = -1;
};

}  // namespace bb
