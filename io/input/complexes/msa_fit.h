#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bb {

/// Where a protein lies on an alignment's query, without gaps.
struct QueryFit {
  std::vector<size_t> columns;  // of the alignment, one for each residue of the protein
  size_t offset = 0;            // residues of the query before it
  size_t mismatches = 0;        // of residues that are known in both
  size_t matches = 0;
  size_t query_residues = 0;             // columns without those where the query has a gap
  std::optional<size_t> other_offset{};  // another place that is as good
};

/// The place with the fewest mismatches, the first of equals; nothing where the query has fewer
/// residues than the protein. Both are residue tokens (residue_letters.h).
std::optional<QueryFit> fit_to_query(std::span<const int8_t> query,
                                     std::span<const int8_t> protein);

/// At most 5 % of the protein's residues unlike, and at least half of them known and alike.
bool is_close(const QueryFit& fit);

}  // namespace bb
