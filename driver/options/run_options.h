#pragma once

#include <filesystem>

#include "driver/options/option_set.h"
#include "driver/options/options.h"

namespace bb {

/// The options of a run as declarations of a command's OptionSet: of `run` itself, and of commands
/// that read the same inputs and must see what it sees. What the command declares before is its
/// own.
class RunOptions {
 public:
  /// `set` must live as long as this.
  explicit RunOptions(OptionSet& set);
  RunOptions(const RunOptions&) = delete;
  RunOptions& operator=(const RunOptions&) = delete;

  /// What was parsed, with presets and "auto" decided. Throws UsageError where options contradict
  /// each other.
  Options decide(bool has_cuda);

 private:
  OptionSet& set_;
  Options options_;
  std::filesystem::path config_;
};

}  // namespace bb
