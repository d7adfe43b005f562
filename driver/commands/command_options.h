#pragma once

#include <span>
#include <string>

#include "driver/options/option_set.h"

namespace bb {

/// Parses the arguments of a sub-command that is described by `usage`, whose first word but one is
/// its name. False where --help was asked for, which is printed: all options, or the groups
/// `titles`. Throws UsageError.
bool parse_command(OptionSet& set, const std::string& usage, std::span<const std::string> arguments,
                   std::span<const std::string> titles = {});

}  // namespace bb
