#include <algorithm>
#include <cmath>
#include <limits>

#include "io/input/templates/template_alignment.h"
#include "io/input/templates/template_blosum.h"

namespace bb {
namespace {

constexpr int32_t none = std::numeric_limits<int32_t>::min() / 2;

int32_t pair_score(char a, char b) {
  const auto place = [](char c) { return static_cast<size_t>(c == '*' ? 26 : c - 'A'); };
  return blosum62[place(a)][place(b)];
}

// What an alignment does in its last column.
enum class State : uint8_t { pair, gap_in_target, gap_in_query };

// Of one cell: whether an alignment starts here, and in which state its last column but one is.
struct GappedCell {
  bool starts = false;
  State before_pair = State::pair;
  bool target_gap_goes_on = false;
  bool query_gap_goes_on = false;
};

}  // namespace

std::vector<AlignedRun> gapped_alignment(std::string_view query, std::string_view target) {
  check_letters(query);
  check_letters(target);
  const size_t columns = target.size() + 1;
  std::vector<GappedCell> cells((query.size() + 1) * columns);
  // Best scores of the row above and of this one, by state. A gap in the target takes a residue of
  // the query, one in the query a residue of the target.
  std::vector<int32_t> pair(columns, none), target_gap(columns, none), query_gap(columns, none);
  int32_t best = 0;
  size_t best_i = 0, best_j = 0;
  for (size_t i = 1; i <= query.size(); ++i) {
    int32_t diagonal_pair = pair[0], diagonal_target = target_gap[0], diagonal_query = query_gap[0];
    query_gap[0] = none;
    for (size_t j = 1; j < columns; ++j) {
      GappedCell& cell = cells[i * columns + j];
      const int32_t before = std::max({diagonal_pair, diagonal_target, diagonal_query, 0});
      cell.starts = before == 0;
      cell.before_pair = before == diagonal_pair     ? State::pair
                         : before == diagonal_target ? State::gap_in_target
                                                     : State::gap_in_query;
      diagonal_pair = pair[j];
      diagonal_target = target_gap[j];
      diagonal_query = query_gap[j];
      cell.target_gap_goes_on = target_gap[j] + gap_extend > pair[j] + gap_open;
      target_gap[j] = std::max(target_gap[j] + gap_extend, pair[j] + gap_open);
      pair[j] = before + pair_score(query[i - 1], target[j - 1]);
      cell.query_gap_goes_on = query_gap[j - 1] + gap_extend > pair[j - 1] + gap_open;
      query_gap[j] = std::max(query_gap[j - 1] + gap_extend, pair[j - 1] + gap_open);
      if (pair[j] > best) {
        best = pair[j];
        best_i = i;
        best_j = j;
      }
    }
    pair[0] = none;
  }
  std::vector<AlignedRun> runs;
  if (best == 0) { return runs; }
  State state = State::pair;
  bool in_run = false;
  for (size_t i = best_i, j = best_j;;) {
    const GappedCell& cell = cells[i * columns + j];
    if (state == State::pair) {
      if (!in_run) {
        runs.push_back(
            {.query_end = static_cast<int32_t>(i), .target_end = static_cast<int32_t>(j)});
      }
      runs.back().query_start = static_cast<int32_t>(--i);
      runs.back().target_start = static_cast<int32_t>(--j);
      if (cell.starts) { break; }
      state = cell.before_pair;
      in_run = state == State::pair;
    } else if (state == State::gap_in_target) {
      --i;
      if (!cell.target_gap_goes_on) { state = State::pair; }
    } else {
      --j;
      if (!cell.query_gap_goes_on) { state = State::pair; }
    }
  }
  std::ranges::reverse(runs);
  return runs;
}

double expected_by_chance(std::string_view query, std::string_view target, const AlignedRun& run) {
  constexpr double lambda = 0.3176, k = 0.134;  // of BLOSUM62 without gaps
  int32_t score = 0;
  for (int32_t i = run.query_start, j = run.target_start; i < run.query_end; ++i, ++j) {
    score += pair_score(query[static_cast<size_t>(i)], target[static_cast<size_t>(j)]);
  }
  return k * static_cast<double>(query.size()) * static_cast<double>(target.size()) *
         std::exp(-lambda * score);
}

}  // namespace bb
