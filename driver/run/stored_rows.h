#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "driver/ranks/mpi_session.h"

namespace bb {

/// What a run that continues a store takes from it before it reads its own rows.
struct StoredRows {
  bool has_affinity = false;  ///< whether an affinity model was there
  uint64_t listed = 0;        ///< rows of the list that it was planned from
  /// Rows of the list that it has, ascending; empty: all of them.
  std::vector<uint64_t> selected{};
  std::vector<uint64_t> without_place{};  ///< its rows that failed before it was planned
  std::vector<uint64_t> crashed{};        ///< of these, those that crashed who read them

  static constexpr auto members() {
    return std::tuple(&StoredRows::has_affinity, &StoredRows::listed, &StoredRows::selected,
                      &StoredRows::without_place, &StoredRows::crashed);
  }
};

/// Collective; rank 0 reads. Throws StoreError.
StoredRows read_stored_rows(const MpiSession& mpi, const std::filesystem::path& path);

}  // namespace bb
