#include "io/input/templates/template_sequence.h"

#include <algorithm>
#include <cstddef>

namespace bb {
namespace {

enum class Move : uint8_t {
  pair,
  only_model,
  only_sequence
};  // what the last column of the best alignment holds

struct SequenceCell {
  Move best = Move::pair;
  bool model_goes_on = false;     // a gap in the sequence that ends here was open before
  bool sequence_goes_on = false;  // a gap in the model that ends here was open before
};

}  // namespace

std::string align_model_to_sequence(std::span<const std::string> sequence,
                                    std::span<const std::string> model,
                                    const std::vector<bool>& gap_after) {
  constexpr int32_t extend = -1;
  constexpr int32_t open_in_sequence = -1 + extend;
  const size_t columns = sequence.size();
  const size_t rows = model.size();

  // What it costs to open a gap in the model after its first i residues.
  const auto open_in_model = [&](size_t i) {
    const bool expected = i == 0 || i == rows || gap_after[i - 1];
    return (expected ? 0 : -2) + extend;
  };

  // Of the row above: the best score, and the best of those that end in a gap in the sequence and
  // go on into this row.
  std::vector<int32_t> best(columns + 1), in_gap(columns + 1);
  best[0] = 0;
  in_gap[0] = open_in_model(0) + open_in_sequence;
  for (size_t j = 1; j <= columns; ++j) {
    best[j] = open_in_model(0) + extend * static_cast<int32_t>(j - 1);
    in_gap[j] = best[j] + open_in_sequence + extend;  // as gemmi starts it
  }

  std::vector<SequenceCell> cells(rows * columns);
  for (size_t i = 0; i < rows; ++i) {
    int32_t left =
        open_in_sequence + extend * static_cast<int32_t>(i);  // best score of the cell to the left
    int32_t model_gap = open_in_sequence + left;
    const int32_t open_here = open_in_model(i + 1);
    for (size_t j = 0; j < columns; ++j) {
      SequenceCell& cell = cells[i * columns + j];
      int32_t score = best[j] + (model[i] == sequence[j] ? 1 : -1);
      best[j] = left;
      int32_t sequence_gap = in_gap[j];
      if (score < sequence_gap) {
        cell.best = Move::only_model;
        score = sequence_gap;
      }
      if (score <= model_gap) {
        cell.best = Move::only_sequence;
        score = model_gap;
      }
      left = score;

      sequence_gap += extend;
      cell.model_goes_on = sequence_gap > score + open_in_sequence;
      in_gap[j] = std::max(sequence_gap, score + open_in_sequence);
      model_gap += extend;
      cell.sequence_goes_on = model_gap > score + open_here;
      model_gap = std::max(model_gap, score + open_here);
    }
    best[columns] = left;
    in_gap[columns] = -(1 << 30);
  }

  // Back from the last residues; `move` is what the alignment is in.
  std::string matches;
  size_t i = rows, j = columns;
  Move move = Move::pair;
  while (i > 0 && j > 0) {
    const SequenceCell& cell = cells[(i - 1) * columns + (j - 1)];
    const bool goes_on = (move == Move::only_model && cell.model_goes_on) ||
                         (move == Move::only_sequence && cell.sequence_goes_on);
    if (!goes_on) { move = cell.best; }
    if (move == Move::pair) {
      matches += model[i - 1] == sequence[j - 1] ? '|' : '.';
    } else {
      matches += ' ';
    }
    if (move != Move::only_sequence) { --i; }
    if (move != Move::only_model) { --j; }
  }
  matches.append(i + j, ' ');
  std::ranges::reverse(matches);
  return matches;
}

}  // namespace bb
