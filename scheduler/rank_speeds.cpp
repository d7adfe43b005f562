#include "scheduler/rank_speeds.h"

#include <algorithm>

namespace bb {

namespace {
constexpr uint64_t fewest_pieces = 3;
constexpr size_t fewest_ranks = 3;
}  // namespace

void RankSpeeds::add(uint32_t rank, double predicted, double measured) {
  if (!(predicted > 0) || !(measured > 0)) { return; }
  Sum& sum = ranks_[rank];
  sum.predicted += predicted;
  sum.measured += measured;
  ++sum.pieces;
  predicted_ += predicted;
  measured_ += measured;
}

std::vector<RankSpeeds::Slow> RankSpeeds::slow(double factor) const {
  std::vector<double> ratios;
  for (const auto& [rank, sum] : ranks_) {
    if (sum.pieces >= fewest_pieces) { ratios.push_back(sum.measured / sum.predicted); }
  }
  if (ratios.size() < fewest_ranks) { return {}; }
  const auto middle = ratios.begin() + static_cast<ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  const double median = *middle;
  std::vector<Slow> out;
  for (const auto& [rank, sum] : ranks_) {
    const double of_median = sum.measured / sum.predicted / median;
    if (sum.pieces >= fewest_pieces && of_median >= factor) {
      out.push_back({.rank = rank, .factor = of_median});
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Slow& a, const Slow& b) { return a.factor > b.factor; });
  return out;
}

}  // namespace bb
