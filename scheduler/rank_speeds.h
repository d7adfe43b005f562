#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace bb {

/// How fast ranks are, each against what was predicted for what it computed.
class RankSpeeds {
 public:
  /// Seconds on the device. Predictions or measurements that are not positive are left out.
  void add(uint32_t rank, double predicted, double measured);

  struct Slow {
    uint32_t rank = 0;
    double factor = 1;  ///< times as long as the median rank for the same work
    bool operator==(const Slow&) const = default;
  };
  /// Ranks that take `factor` times as long as the median rank, or longer; slowest first. Of ranks
  /// with a few pieces of work, and where there are three such ranks or more: of two nobody knows
  /// which is slow.
  std::vector<Slow> slow(double factor = 1.5) const;

  double predicted_seconds() const noexcept { return predicted_; }
  double measured_seconds() const noexcept { return measured_; }

 private:
  struct Sum {
    double predicted = 0, measured = 0;
    uint64_t pieces = 0;
  };
  std::map<uint32_t, Sum> ranks_;
  double predicted_ = 0, measured_ = 0;
};

}  // namespace bb
