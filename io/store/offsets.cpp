#include "io/store/offsets.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace bb {

RowOffsets row_offsets(const RowSizes& sizes, const StoreContents& contents,
                       const StoredPlan& plan) {
  const uint64_t rows = sizes.rows();
  const uint64_t samples = contents.samples;
  const bool pairs = RowOffsets::has_pairs(contents);
  RowOffsets offsets;
  offsets.atom.resize(rows);
  offsets.token.resize(rows);
  offsets.pair.resize(pairs ? rows : 0);
  offsets.chain_pair.resize(rows);
  std::vector<bool> seen(rows);
  const auto& manifest = sizes.manifest_row;
  for (const uint32_t member : plan.members) {
    uint64_t row = member;
    if (!manifest.empty()) {
      const auto at = std::lower_bound(manifest.begin(), manifest.end(), uint64_t{member});
      if (at == manifest.end() || *at != member) {
        continue;  // another shard's
      }
      row = static_cast<uint64_t>(at - manifest.begin());
    }
    if (row >= rows || sizes.tokens[row] == 0 || seen[row]) {
      throw std::invalid_argument("The plan names row " + std::to_string(member) +
                                  (row >= rows ? ", which is not there"
                                   : seen[row] ? " twice"
                                               : ", which has no tokens"));
    }
    seen[row] = true;
    const uint64_t tokens = sizes.tokens[row], chains = sizes.chains[row];
    offsets.atom[row] = offsets.atoms;
    offsets.token[row] = offsets.tokens;
    if (pairs) { offsets.pair[row] = offsets.token_pairs; }
    offsets.chain_pair[row] = offsets.chain_pairs;
    offsets.atoms += samples * sizes.atoms[row];
    offsets.tokens += samples * tokens;
    offsets.token_pairs += samples * tokens * tokens;
    offsets.chain_pairs += samples * chains * chains;
  }
  for (uint64_t row = 0; row < rows; ++row) {
    if (sizes.tokens[row] > 0 && !seen[row]) {
      throw std::invalid_argument("Row " + std::to_string(row) + " has tokens but is not planned");
    }
  }
  return offsets;
}

std::vector<uint64_t> running_sum(const std::vector<uint32_t>& sizes) {
  std::vector<uint64_t> offsets(sizes.size() + 1);
  for (size_t i = 0; i < sizes.size(); ++i) { offsets[i + 1] = offsets[i] + sizes[i]; }
  return offsets;
}

}  // namespace bb
