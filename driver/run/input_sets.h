#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "driver/ranks/mpi_session.h"
#include "io/files/known_files.h"
#include "io/store/input_table.h"

namespace bb {

/// Set of a row that nobody has read, since it crashed who did: it may be any.
inline constexpr uint32_t not_read = no_inputs - 1;

/// What this rank's rows were read from, while they are measured: sets of files, each once. For
/// several threads.
class InputSets {
 public:
  /// Index of a set; no_inputs for the empty one.
  uint32_t add(const std::vector<uint32_t>& files);
  const std::vector<std::vector<uint32_t>>& sets() const { return sets_; }

 private:
  struct Hash {
    size_t operator()(const std::vector<uint32_t>& files) const noexcept;
  };
  std::mutex mutex_;
  std::vector<std::vector<uint32_t>> sets_;
  std::unordered_map<std::vector<uint32_t>, uint32_t, Hash> places_;
};

/// The files of these sets, and the sets in their order.
InputTable table_of(const KnownFiles& known, const InputSets& sets);

/// What all ranks' rows were read from.
struct GatheredInputs {
  InputTable table;
  std::vector<InputFile> files;  ///< of the table, without their lines
  /// Of each rank, its sets' indices in the table.
  std::vector<std::vector<uint32_t>> sets_of_rank;
  /// Of each rank, sets with a file that an earlier rank read with other contents: which file.
  std::vector<std::unordered_map<uint32_t, uint32_t>> changed;
};

/// Collective. Throws InputError, on all ranks, where they have different components.
GatheredInputs gather_inputs(const MpiSession& mpi, const KnownFiles& known, const InputSets& sets);

InputFile file_of(const InputTable& table, uint64_t file);

}  // namespace bb
