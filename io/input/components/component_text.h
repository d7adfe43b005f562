#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace bb {

/// Cuts a CIF file before each `data_` line. What precedes the first is dropped; a `data_` within a
/// text field does not count.
class CifBlockSplitter {
 public:
  explicit CifBlockSplitter(std::function<bool(std::string&)> next_line);

  /// The next block, and the line at which it begins, 1-based.
  bool next(std::string& block, size_t& line);

 private:
  std::function<bool(std::string&)> next_line_;
  std::string pending_;  // the `data_` line that ended the last block
  size_t pending_line_ = 0;
  size_t line_ = 0;
};

/// gemmi's message for text that is not CIF, "name:line:column…: what", taken apart; 0 and the
/// whole where it reads otherwise.
struct CifError {
  size_t line = 0;
  size_t column = 0;
  std::string what;
};
CifError parse_cif_error(std::string_view message);

}  // namespace bb
