#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "driver/faults/journal_mark.h"

namespace bb {

/// "results.h5.journal": the text of a ledger, and a page for the mark of each rank. Made by one
/// process, under another name and then renamed; each rank opens it once and writes its own page
/// at most once, when it goes wrong: nothing is written per complex.
class JournalFile {
 public:
  struct Contents {
    std::string ledger;
    std::vector<JournalMark> marks;
  };

  /// What is there and whole; nothing where there is no file, or none of ours, or a damaged one.
  static std::optional<Contents> read(const std::filesystem::path& path);
  /// Throws std::runtime_error.
  static void create(const std::filesystem::path& path, const std::string& ledger, int ranks);

  /// A rank's own page. Throws std::runtime_error.
  JournalFile(const std::filesystem::path& path, int rank);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

  int descriptor() const { return descriptor_; }
  uint64_t attempt() const { return attempt_; }
  uint64_t offset() const { return offset_; }  // of the page
  /// For another rank that cannot write its own.
  void write(int rank, JournalMark mark) const;

 private:
  int descriptor_ = -1;
  uint64_t attempt_ = 0, first_ = 0, offset_ = 0;
};

}  // namespace bb
