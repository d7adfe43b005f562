#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "io/store/string_pool.h"

namespace bb {

/// Set of no file: of rows whose list entry is itself wrong.
inline constexpr uint32_t no_inputs = 0xFFFFFFFF;

/// The files that rows were computed from, and what they were; kept in /inputs. A set is what one
/// row read, in order; rows share them.
struct InputTable {
  /// By file
  StringPool path{};
  std::vector<uint8_t> role{};     ///< an InputRole (io/files/known_files.h)
  std::vector<uint64_t> digest{};  ///< (files, 2); 0, 0: it was not there
  std::vector<uint64_t> lines{};
  std::vector<uint32_t> lines_per_check{};
  std::vector<uint64_t> check_end{};  ///< in `checks`
  std::vector<uint32_t> checks{};     ///< of lines, see LineChecks

  /// By set
  std::vector<uint64_t> set_end{};  ///< in `set_files`
  std::vector<uint32_t> set_files{};

  uint64_t files() const noexcept { return role.size(); }
  uint64_t sets() const noexcept { return set_end.size(); }
  std::span<const uint32_t> files_of(uint64_t set) const noexcept {
    const uint64_t first = set == 0 ? 0 : set_end[set - 1];
    return std::span(set_files).subspan(first, set_end[set] - first);
  }
  std::span<const uint32_t> checks_of(uint64_t file) const noexcept {
    const uint64_t first = file == 0 ? 0 : check_end[file - 1];
    return std::span(checks).subspan(first, check_end[file] - first);
  }

  static constexpr auto members() {
    return std::tuple(&InputTable::path, &InputTable::role, &InputTable::digest, &InputTable::lines,
                      &InputTable::lines_per_check, &InputTable::check_end, &InputTable::checks,
                      &InputTable::set_end, &InputTable::set_files);
  }

  /// The other's files and sets behind its own.
  void append(const InputTable& other);
};

}  // namespace bb
