#pragma once

#include <string>

#include "scheduler/progress.h"

namespace bb {

/// Returns "12 done, 1 failed of 40 (32 %), 350/h, 5 min 10 s left, devices 97 % busy": what is
/// known of it, ASCII.
std::string progress_text(const ProgressNumbers& numbers);

/// Returns the same for a terminal, with a bar; in no more than `columns` characters: the bar
/// shrinks, then what matters least is left out.
std::string progress_line(const ProgressNumbers& numbers, int columns);

/// 3725 -> "1 h 02 min"; "?" where it is not finite.
std::string duration_text(double seconds);

/// 350 -> "350", 0.25 -> "0.25"; "?" where it is not finite.
std::string rate_text(double per_hour);

}  // namespace bb
