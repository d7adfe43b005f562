#include "io/input/templates/template_alignment.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "io/files/text.h"
#include "io/input/templates/template_blosum.h"

namespace bb {
namespace {

constexpr int32_t local_gap = -1000;
constexpr size_t max_alignments = 100'000;

std::vector<uint8_t> encode_letters(std::string_view sequence) {
  check_letters(sequence);
  std::vector<uint8_t> letters;
  letters.reserve(sequence.size());
  for (const char c : sequence) {
    letters.push_back(static_cast<uint8_t>(c == '*' ? 26 : c - 'A'));
  }
  return letters;
}

// Where a cell's score comes from. Bits, since several ways can be as good.
enum Trace : uint8_t { from_left = 1, from_above = 2, from_diagonal = 4, start = 8, end = 16 };

// The Smith-Waterman table: traces only, (query + 1) × (target + 1).
class LocalTable {
 public:
  LocalTable(const std::vector<uint8_t>& query, const std::vector<uint8_t>& target)
      : rows_(query.size() + 1), columns_(target.size() + 1), traces_(rows_ * columns_, start) {
    fill(query, target);
    prune();
  }

  std::vector<AlignedRun> alignments() {
    std::vector<AlignedRun> found;
    for (size_t i = 1; i < rows_; ++i) {
      for (size_t j = 1; j < columns_; ++j) {
        if ((at(i, j) & end) != 0 && (at(i, j) & from_diagonal) != 0) { walk(i, j, found); }
      }
    }
    return found;
  }

 private:
  uint8_t& at(size_t i, size_t j) { return traces_[i * columns_ + j]; }

  void fill(const std::vector<uint8_t>& query, const std::vector<uint8_t>& target) {
    std::vector<int32_t> above(columns_, 0);
    std::vector<int32_t> row(columns_, 0);
    int32_t best = 0;
    std::vector<size_t> ends;  // the cells that reach `best`
    for (size_t i = 1; i < rows_; ++i) {
      for (size_t j = 1; j < columns_; ++j) {
        int32_t score = above[j - 1] + blosum62[query[i - 1]][target[j - 1]];
        uint8_t trace = from_diagonal;
        // The last row and column take no gaps: none could follow.
        if (i + 1 < rows_ && j + 1 < columns_) {
          for (const auto& [other, way] : {std::pair{row[j - 1] + local_gap, from_left},
                                           std::pair{above[j] + local_gap, from_above}}) {
            if (other > score) {
              score = other;
              trace = way;
            } else if (other == score) {
              trace |= way;
            }
          }
        }
        if (score <= 0) {
          score = 0;
          trace = start;
        } else if ((trace & from_diagonal) != 0 && score >= best) {
          if (score > best) { ends.clear(); }
          best = score;
          ends.push_back(i * columns_ + j);
        }
        best = std::max(best, score);
        row[j] = score;
        at(i, j) = trace;
      }
      std::swap(above, row);
    }
    for (const size_t cell : ends) { traces_[cell] |= end; }
  }

  // An alignment is not carried on beyond its end by pairs that score 0; cells that only that would
  // reach are none.
  void prune() {
    std::vector<bool> open(traces_.size(), true);
    for (size_t i = 1; i < rows_; ++i) {
      for (size_t j = 1; j < columns_; ++j) {
        uint8_t& trace = at(i, j);
        const size_t cell = i * columns_ + j;
        if (!open[cell - columns_ - 1]) { trace &= static_cast<uint8_t>(~from_diagonal); }
        if (!open[cell - 1]) { trace &= static_cast<uint8_t>(~from_left); }
        if (!open[cell - columns_]) { trace &= static_cast<uint8_t>(~from_above); }
        const bool reached = (trace & (start | from_left | from_above | from_diagonal)) != 0;
        if (!reached) { trace = 0; }
        open[cell] = reached && (trace & end) == 0;
      }
    }
  }

  // Every path that ends at (i, j), by a depth-first search that prefers left, above, diagonal.
  void walk(size_t i, size_t j, std::vector<AlignedRun>& found) {
    struct Step {
      size_t i, j;
      uint8_t ways;  // not yet tried
      size_t run;    // pairs in the diagonal run that begins here, as far as this path goes
    };
    std::vector<Step> path = {{i, j, from_diagonal, 0}};
    while (!path.empty()) {
      Step& here = path.back();
      if ((at(here.i, here.j) & start) != 0 && here.ways == start) {
        if (found.size() == max_alignments) {
          throw std::invalid_argument("there are more than 100,000 equally good alignments");
        }
        const auto query = static_cast<int32_t>(here.i);
        const auto target = static_cast<int32_t>(here.j);
        const auto length = static_cast<int32_t>(here.run);
        found.push_back({query, query + length, target, target + length});
        path.pop_back();
        continue;
      }
      Step next{here.i, here.j, 0, 0};
      if ((here.ways & from_left) != 0) {
        here.ways &= static_cast<uint8_t>(~from_left);
        --next.j;
      } else if ((here.ways & from_above) != 0) {
        here.ways &= static_cast<uint8_t>(~from_above);
        --next.i;
      } else if ((here.ways & from_diagonal) != 0) {
        here.ways &= static_cast<uint8_t>(~from_diagonal);
        --next.i;
        --next.j;
        next.run = here.run + 1;
      } else {
        path.pop_back();
        continue;
      }
      const uint8_t trace = at(next.i, next.j);
      next.ways = (trace & start) != 0 ? start : trace & (from_left | from_above | from_diagonal);
      path.push_back(next);
    }
  }

  size_t rows_, columns_;
  std::vector<uint8_t> traces_;
};

}  // namespace

void check_letters(std::string_view sequence) {
  if (sequence.empty()) { throw std::invalid_argument("a sequence to align is empty"); }
  for (size_t i = 0; i < sequence.size(); ++i) {
    if (sequence[i] == '*' || is_upper(sequence[i])) { continue; }
    throw std::invalid_argument("residue " + std::to_string(i + 1) +
                                " of a sequence to align is not a letter from A to Z");
  }
}

int32_t global_alignment_score(std::string_view query, std::string_view target) {
  const auto a = encode_letters(query);
  const auto b = encode_letters(target);
  constexpr int32_t none = -1'000'000'000;
  // Best scores of alignments of a's first i and b's first j letters that end in a pair, in a gap
  // in a, in a gap in b.
  std::vector<int32_t> pair(b.size() + 1, none), gap_in_a(b.size() + 1, none),
      gap_in_b(b.size() + 1, none);
  pair[0] = 0;
  for (size_t j = 1; j <= b.size(); ++j) {
    gap_in_a[j] = gap_open + gap_extend * static_cast<int32_t>(j - 1);
  }
  for (size_t i = 1; i <= a.size(); ++i) {
    int32_t diagonal = std::max({pair[0], gap_in_a[0], gap_in_b[0]});
    pair[0] = gap_in_a[0] = none;
    gap_in_b[0] = gap_open + gap_extend * static_cast<int32_t>(i - 1);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int32_t above = std::max({pair[j], gap_in_a[j], gap_in_b[j]});
      gap_in_b[j] = std::max(std::max(pair[j], gap_in_a[j]) + gap_open, gap_in_b[j] + gap_extend);
      gap_in_a[j] =
          std::max(std::max(pair[j - 1], gap_in_b[j - 1]) + gap_open, gap_in_a[j - 1] + gap_extend);
      pair[j] = diagonal + blosum62[a[i - 1]][b[j - 1]];
      diagonal = above;
    }
  }
  return std::max({pair.back(), gap_in_a.back(), gap_in_b.back()});
}

std::vector<AlignedRun> local_alignments(std::string_view query, std::string_view target) {
  return LocalTable(encode_letters(query), encode_letters(target)).alignments();
}

}  // namespace bb
