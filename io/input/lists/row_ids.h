#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "io/files/first_seen.h"

namespace bb {

/// The ids of a library's rows: those that are written, a repeated one with a suffix (`twin`,
/// `twin_2`), and `row_12` where none is. Each is given once, and none that is written in the file
/// is given to another row: where the first repeated one is met, the rest of the file is asked for
/// its ids.
class RowIds {
 public:
  /// Calls its argument with the written id of every row of the file, and the row.
  using ReadAll = std::function<void(const std::function<void(std::string_view, uint64_t)>&)>;

  explicit RowIds(ReadAll read_all) : read_all_(std::move(read_all)) {}

  /// Of `row` (0-based, each once, in order). `written` may be empty.
  std::string id_of(const std::string& written, uint64_t row);

 private:
  ReadAll read_all_;
  bool has_all_ = false;
  FirstSeen rows_;
  FirstSeen next_suffixes_;  // of the ids that are repeated
};

}  // namespace bb
