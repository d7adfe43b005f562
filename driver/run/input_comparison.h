#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/ranks/mpi_session.h"
#include "driver/run/survey.h"
#include "io/input/lists/row_table.h"
#include "io/store/store_reader.h"

namespace bb {

/// How the rows of a run differ from those that a store was made from.
struct InputDifferences {
  uint64_t rows = 0;      ///< that differ
  uint64_t computed = 0;  ///< of these, done or yet to be computed, rather than failed
  /// "8 of its 12 rows are not what they were …", with the rows and what of them changed.
  std::string message{};

  static constexpr auto members() {
    return std::tuple(&InputDifferences::rows, &InputDifferences::computed,
                      &InputDifferences::message);
  }

  bool any() const { return rows > 0 || !message.empty(); }
};

/// Collective: compares row by row, each rank its block of the survey. Throws StoreError
/// (mismatch) for a store that does not know what it was made from.
InputDifferences compare_inputs(const MpiSession& mpi, const StoreReader& store,
                                const RowTable& table, const Survey& survey);

/// Of files of two tables: whether rows of the one set and of the other read the same.
bool is_same_set(const InputTable& one, uint32_t one_set, const InputTable& other,
                 uint32_t other_set);

}  // namespace bb
