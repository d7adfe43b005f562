#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "io/input/templates/template_alignment.h"

namespace bb {
namespace {

constexpr size_t nobody = std::numeric_limits<size_t>::max();

// Shortest augmenting paths with dual variables (D. F. Crouse, "On implementing 2D rectangular
// assignment algorithms", IEEE Trans. Aerospace and Electronic Systems 52, 2016). No more rows than
// columns; the smallest sum.
class Assignment {
 public:
  explicit Assignment(std::vector<std::vector<int64_t>> costs)
      : costs_(std::move(costs)),
        columns_(costs_.front().size()),
        row_price_(costs_.size(), 0),
        column_price_(columns_, 0),
        column_of_(costs_.size(), nobody),
        row_of_(columns_, nobody) {
    for (size_t row = 0; row < costs_.size(); ++row) { augment(row); }
  }

  const std::vector<size_t>& column_of_rows() const { return column_of_; }

 private:
  void augment(const size_t first_row) {
    constexpr int64_t far = std::numeric_limits<int64_t>::max() / 4;
    std::vector<int64_t> distance(columns_, far);
    std::vector<size_t> before(columns_, nobody);  // the row that a column is reached from
    std::vector<bool> row_seen(costs_.size(), false), column_seen(columns_, false);
    std::vector<size_t> remaining(
        columns_);  // from the back: which of equal columns is taken depends on this order
    for (size_t k = 0; k < columns_; ++k) { remaining[k] = columns_ - k - 1; }

    int64_t shortest = 0;
    size_t row = first_row;
    size_t sink = nobody;
    while (sink == nobody) {
      row_seen[row] = true;
      int64_t lowest = far;
      size_t chosen = nobody;
      for (size_t k = 0; k < remaining.size(); ++k) {
        const size_t column = remaining[k];
        const int64_t through =
            shortest + costs_[row][column] - row_price_[row] - column_price_[column];
        if (through < distance[column]) {
          distance[column] = through;
          before[column] = row;
        }
        // Among equally near columns a free one ends the search.
        if (distance[column] < lowest ||
            (distance[column] == lowest && row_of_[column] == nobody)) {
          lowest = distance[column];
          chosen = k;
        }
      }
      shortest = lowest;
      const size_t column = remaining[chosen];
      if (row_of_[column] == nobody) {
        sink = column;
      } else {
        row = row_of_[column];
      }
      column_seen[column] = true;
      remaining[chosen] = remaining.back();
      remaining.pop_back();
    }

    row_price_[first_row] += shortest;
    for (size_t i = 0; i < costs_.size(); ++i) {
      if (row_seen[i] && i != first_row) { row_price_[i] += shortest - distance[column_of_[i]]; }
    }
    for (size_t j = 0; j < columns_; ++j) {
      if (column_seen[j]) { column_price_[j] -= shortest - distance[j]; }
    }
    for (size_t column = sink;;) {
      const size_t from = before[column];
      row_of_[column] = from;
      std::swap(column_of_[from], column);
      if (from == first_row) { break; }
    }
  }

  std::vector<std::vector<int64_t>> costs_;
  size_t columns_;
  std::vector<int64_t> row_price_, column_price_;
  std::vector<size_t> column_of_, row_of_;
};

}  // namespace

std::vector<std::pair<size_t, size_t>> best_assignment(
    const std::vector<std::vector<int32_t>>& scores) {
  if (scores.empty() || scores.front().empty()) { return {}; }
  const size_t rows = scores.size();
  const size_t columns = scores.front().size();
  if (std::ranges::any_of(scores, [&](const auto& row) { return row.size() != columns; })) {
    throw std::invalid_argument("rows of different lengths");
  }
  const bool swapped = columns < rows;
  std::vector<std::vector<int64_t>> costs(swapped ? columns : rows,
                                          std::vector<int64_t>(swapped ? rows : columns));
  for (size_t i = 0; i < rows; ++i) {
    for (size_t j = 0; j < columns; ++j) {
      (swapped ? costs[j][i] : costs[i][j]) = -int64_t{scores[i][j]};
    }
  }
  const Assignment assignment(std::move(costs));
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t i = 0; i < assignment.column_of_rows().size(); ++i) {
    const size_t j = assignment.column_of_rows()[i];
    pairs.emplace_back(swapped ? j : i, swapped ? i : j);
  }
  std::ranges::sort(pairs);
  return pairs;
}

}  // namespace bb
