#pragma once

#include <cstddef>
#include <vector>

namespace bb {

/// How measured times relate to predicted ones. It refines estimates of what remains; the plan is
/// never made again. Not for several threads at a time.
class Calibration {
 public:
  /// Looks back over that many batches.
  explicit Calibration(size_t window = 255);

  /// Seconds. Predictions or measurements that are not positive and finite are left out.
  void add(double predicted, double measured);

  /// Measured over predicted: the median, weighted by prediction, so that neither a rank's first
  /// batch nor one slow device moves it; 1 before anything was measured.
  double ratio() const;
  size_t count() const noexcept { return added_; }

 private:
  struct Entry {
    double ratio, weight;
  };
  size_t window_;
  size_t added_ = 0;
  std::vector<Entry> entries_;  // a ring
};

}  // namespace bb
