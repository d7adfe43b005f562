#include "driver/commands/command_options.h"

#include <cstdio>

#include "driver/report/console.h"

namespace bb {

bool parse_command(OptionSet& set, const std::string& usage, std::span<const std::string> arguments,
                   std::span<const std::string> titles) {
  if (set.parse(arguments)) { return true; }
  print_out("%s", (usage + "\n\n" + set.help(titles)).c_str());
  return false;
}

}  // namespace bb
