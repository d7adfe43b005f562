#pragma once

#include <optional>
#include <span>
#include <string>

#include <boost/program_options.hpp>

#include "driver/options.h"

namespace bb {

/// Parses the options of a small sub-command with one positional argument, `positional`. False
/// where
/// --help was asked for, which is printed under `usage`. Throws UsageError.
bool parse_command(const std::string& usage, const char* positional,
                   boost::program_options::options_description& options,
                   std::span<const std::string> arguments,
                   boost::program_options::variables_map& values);

/// What reading inputs depends on, under the names that `run` gives it.
struct InputSettings {
  std::string cache, components, missing_msa = "error";
  uint64_t max_msa_seqs = 8192, seed = 0;
  int threads = 0;

  void add_to(boost::program_options::options_description& options);
  Options as_options() const;  // throws UsageError
};

}  // namespace bb
