#include "scheduler/calibration.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace bb {

Calibration::Calibration(size_t window) : window_(window) {
  if (window == 0) {
    throw std::invalid_argument("a calibration needs a window of one batch or more");
  }
}

void Calibration::add(double predicted, double measured) {
  const auto usable = [](double seconds) { return std::isfinite(seconds) && seconds > 0; };
  if (!usable(predicted) || !usable(measured)) { return; }
  const Entry entry{measured / predicted, predicted};
  if (entries_.size() < window_) {
    entries_.push_back(entry);
  } else {
    entries_[added_ % window_] = entry;
  }
  ++added_;
}

double Calibration::ratio() const {
  if (entries_.empty()) { return 1; }
  std::vector<Entry> sorted = entries_;
  std::sort(sorted.begin(), sorted.end(),
            [](const Entry& a, const Entry& b) { return a.ratio < b.ratio; });
  double total = 0;
  for (const Entry& entry : sorted) { total += entry.weight; }
  double below = 0;
  for (const Entry& entry : sorted) {
    below += entry.weight;
    if (2 * below >= total) { return entry.ratio; }
  }
  return sorted.back().ratio;
}

}  // namespace bb
