#include "io/input/complexes/msa_fit.h"

#include <algorithm>

#include "io/input/complexes/residue_letters.h"

namespace bb {
namespace {

struct Likeness {
  size_t matches = 0, mismatches = 0;
};

Likeness compare(const int8_t* query, std::span<const int8_t> protein) {
  Likeness out;
  for (size_t i = 0; i < protein.size(); ++i) {
    const bool known = query[i] != unknown_protein_token && protein[i] != unknown_protein_token;
    out.matches += known && query[i] == protein[i] ? 1U : 0U;
    out.mismatches += known && query[i] != protein[i] ? 1U : 0U;
  }
  return out;
}

}  // namespace

std::optional<QueryFit> fit_to_query(std::span<const int8_t> query,
                                     std::span<const int8_t> protein) {
  std::vector<int8_t> residues;
  std::vector<size_t> columns;
  for (size_t column = 0; column < query.size(); ++column) {
    if (query[column] == gap_token) { continue; }
    residues.push_back(query[column]);
    columns.push_back(column);
  }
  if (protein.empty() || residues.size() < protein.size()) { return std::nullopt; }
  QueryFit best;
  for (size_t offset = 0; offset + protein.size() <= residues.size(); ++offset) {
    const Likeness here = compare(residues.data() + offset, protein);
    const bool first = offset == 0;
    if (!first && here.mismatches == best.mismatches && here.matches == best.matches &&
        !best.other_offset) {
      best.other_offset = offset;
    }
    const bool better = here.mismatches < best.mismatches ||
                        (here.mismatches == best.mismatches && here.matches > best.matches);
    if (first || better) {
      best.offset = offset;
      best.mismatches = here.mismatches;
      best.matches = here.matches;
      best.other_offset.reset();
    }
  }
  const auto begin = columns.begin() + static_cast<ptrdiff_t>(best.offset);
  best.columns.assign(begin, begin + static_cast<ptrdiff_t>(protein.size()));
  best.query_residues = residues.size();
  return best;
}

bool is_close(const QueryFit& fit) {
  const size_t length = fit.columns.size();
  return fit.mismatches * 20 <= length && fit.matches * 2 >= length;
}

}  // namespace bb
