#include "driver/command_options.h"

#include <cstdio>

namespace bb {

bool parse_command(OptionSet& set, const std::string& usage, std::span<const std::string> arguments,
                   std::span<const std::string> titles) {
  if (set.parse(arguments)) return true;
  std::fputs((usage + "\n\n" + set.help(titles)).c_str(), stdout);
  return false;
}

}  // namespace bb
