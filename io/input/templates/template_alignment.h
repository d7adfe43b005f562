#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace bb {

// Sequence alignment as the reference does it with Biopython 1.84's
// `PairwiseAligner(scoring="blastp")`: BLOSUM62 with B, J, O, U, X, Z and `*`, written anew, ties
// broken the same way. Sequences are of A-Z and `*`; others, and empty ones, throw
// std::invalid_argument.

/// The score of the best global alignment; a gap of n costs 12 + (n - 1), at the ends too. (Gotoh
/// 1982.)
int32_t global_alignment_score(std::string_view query, std::string_view target);

/// What of a local alignment the reference keeps: its first run without a gap. Half-open, 0-based.
struct AlignedRun {
  int32_t query_start = 0;
  int32_t query_end = 0;
  int32_t target_start = 0;
  int32_t target_end = 0;
  bool operator==(const AlignedRun&) const = default;
};

/// All best local alignments in Biopython's order; every residue in a gap costs 1000, so that they
/// have gaps only where the runs beside them are worth more. (Smith and Waterman 1981.) Empty where
/// no pair of residues scores above 0. Throws std::invalid_argument where there are more than
/// 100,000, which takes hundreds of repeats.
std::vector<AlignedRun> local_alignments(std::string_view query, std::string_view target);

/// The runs without a gap of a best local alignment that may have gaps: one of n costs 12 + (n -
/// 1). In order; empty where no pair of residues scores above 0. (Gotoh 1982.)
std::vector<AlignedRun> gapped_alignment(std::string_view query, std::string_view target);

/// How many runs as good as this one two sequences of these lengths have by chance. (Karlin and
/// Altschul 1990, with BLOSUM62's constants.)
double expected_by_chance(std::string_view query, std::string_view target, const AlignedRun& run);

/// Throws std::invalid_argument for what cannot be aligned: an empty sequence, and other letters.
void check_letters(std::string_view sequence);

/// The one-to-one choice of columns for rows (of rows for columns, if those are fewer) with the
/// largest sum of scores: (row, column) pairs by row. Among equal sums the one that SciPy 1.13's
/// linear_sum_assignment finds (Crouse 2016), for the same order.
std::vector<std::pair<size_t, size_t>> best_assignment(
    const std::vector<std::vector<int32_t>>& scores);

}  // namespace bb
