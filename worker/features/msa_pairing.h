#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/input/complexes/msa.h"

namespace bb {

/// Which row of every chain's MSA stands in which row of the complex's.
struct MsaPairing {
  static constexpr int32_t gap = -1;

  size_t chains = 0;
  std::vector<int32_t> row;  // (rows, chains); a row of the chain's MSA, or gap
  /// (rows, chains): whether the row is there for its taxonomy (or is the query).
  std::vector<uint8_t> paired;

  size_t rows() const { return chains == 0 ? 0 : row.size() / chains; }
  /// Those after the queries in which two chains or more stand for their taxonomy.
  size_t paired_rows() const;
};

inline constexpr size_t max_paired_rows = 8192;
inline constexpr size_t max_complex_rows = 16384;

/// As the reference pairs: the queries; then taxonomies with more than one row, those in the most
/// chains first; then each chain's rows in order. Rows that were paired come again among the
/// unpaired ones (a slip of the reference's).
MsaPairing pair_msas(std::span<const Msa* const> msas);

}  // namespace bb
