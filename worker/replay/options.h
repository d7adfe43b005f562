#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace bb::replay {

/// The command line makes no sense; the message says what to change.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::filesystem::path checkpoint;
  /// One complex, or several as one batch: as many of each as there are complexes, or no out.
  std::vector<std::filesystem::path> features, noise, out;
  std::string stage = "structure";
  std::optional<int64_t> recycling_steps, sampling_steps, samples;  // default: of `boltz predict`
  double step_scale = 1.5;
  std::string dtype = "float32";
  std::string matmul_precision = "highest";
  std::string device = "cpu";
  uint64_t seed = 0;
  bool mw_correction = false;
  std::filesystem::path times;  // where to write all that was measured, as JSON
  std::filesystem::path jobs;   // "-": standard input
  bool logits = true;
  int64_t repeat = 1;
  double max_seconds = 0;  // no further run after this; 0: no limit
  bool profile = false;    // mark the last run for a profiler
  int64_t batch = 1;
  int64_t threads = 0;  // 0: what LibTorch chooses
  bool help = false;
};

/// Arguments without the program's name. Throws UsageError.
Options parse_options(std::span<const char* const> arguments);

std::string usage();

}  // namespace bb::replay
