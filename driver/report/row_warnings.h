#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "io/results/result.h"

namespace bb {

/// A row's warnings as the store keeps them; no kinds where there are none.
struct JoinedWarnings {
  WarningKinds kinds = 0;
  std::string text;

  void add(WarningKind kind, const std::string& warning);
};
JoinedWarnings join(std::span<const RowWarning> warnings);

/// Warnings of a block of rows, each text once: all rows of a target have those of the target.
class BlockWarnings {
 public:
  explicit BlockWarnings(size_t rows = 0) : kinds_(rows), number_(rows) {}

  /// Besides those that the row has.
  void add(size_t row, const JoinedWarnings& warnings);

  const std::vector<WarningKinds>& kinds() const { return kinds_; }  // (rows) 0: none
  const std::vector<uint32_t>& number() const { return number_; }    // (rows) place in texts()
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<WarningKinds> kinds_;
  std::vector<uint32_t> number_;
  std::vector<std::string> texts_;
  std::map<std::string, uint32_t> numbers_;
};

}  // namespace bb
