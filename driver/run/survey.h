#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "driver/faults/quarantine.h"
#include "driver/ranks/mpi_session.h"
#include "driver/report/row_warnings.h"
#include "io/input/lists/row_table.h"
#include "io/results/status.h"
#include "io/store/input_table.h"
#include "io/store/string_pool.h"
#include "scheduler/complex_size.h"
#include "worker/preparation/preparation.h"

namespace bb {

/// Why a row is not computed.
struct RowProblem {
  ErrorCode code = ErrorCode::input;
  std::string message;

  static constexpr auto members() { return std::tuple(&RowProblem::code, &RowProblem::message); }
};

/// A target that cannot be used, whatever the ligand.
struct BadTarget {
  std::string path, message;
  uint64_t rows = 0;  // that fail for it
};

/// Rows that the store that is continued has no place for: it has an error in place of them.
struct RowsWithoutPlace {
  std::vector<uint64_t> rows{};     // ascending
  std::set<uint64_t> unreadable{};  // of these, what is not to be read again: it crashed who did
};

/// What planning needs of all rows; the same on every rank, but for those of this rank's block.
struct Survey {
  std::vector<ComplexSize> sizes;  // (N); of rows that share another's results: that row's
  std::vector<uint32_t> chains;    // (N)
  /// (N) the row whose results a row has: itself, or the first of those that are the same complex.
  std::vector<uint32_t> computed_as;
  std::map<uint64_t, RowProblem> problems;  // of this rank's block; on rank 0 of all rows
  std::vector<BadTarget> bad_targets;       // whose rows are among the problems

  /// Topologies: bytes of each, and which a row has (no_topology: none).
  std::vector<uint32_t> target, ligand;              // (N)
  std::vector<uint32_t> target_bytes, ligand_bytes;  // by topology

  /// This rank's block of rows, and what only it knows of them.
  uint64_t first = 0, count = 0;
  StringPool smiles;                   // (count) as the model sees it
  std::vector<uint32_t> paired_rows;   // (count)
  BlockWarnings warnings;              // (count)
  std::vector<uint64_t> input_digest;  // (count) row_digest()
  std::vector<uint32_t> input_set;     // (count) of `inputs`, or no_inputs, or not_read

  /// What the rows were read from.
  InputTable inputs;
  /// Of the list and of all that its rows were read from.
  std::string input_hash;
  /// Rows that can be computed now, and have no place in the store that is continued.
  std::vector<uint64_t> mended;

  uint64_t rows() const { return sizes.size(); }
};

/// Collective: measures every row, each rank a block of them with `threads` threads. `max_tokens`:
/// 0 for no limit. Rows that crashed when they were measured are not measured again; suspects are,
/// a rank's one after another and before all else. `advanced` is told how many rows of this rank's
/// are measured. Warnings go to `warn`, once each. Rows
/// `without_place` have a problem, whatever they are now. From then on `preparation` refuses files
/// that are not what any rank has read. Throws InputError where ranks have different components.
Survey survey_rows(const MpiSession& mpi, const RowTable& table, const Preparation& preparation,
                   const Quarantine& quarantine, const RowsWithoutPlace& without_place, int threads,
                   uint64_t max_tokens, const std::function<void(uint64_t)>& advanced,
                   const std::function<void(const std::string&)>& warn);

}  // namespace bb
