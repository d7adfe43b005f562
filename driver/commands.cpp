#include "driver/commands.h"

#include <cstdio>

#include "driver/merge_command.h"
#include "driver/options.h"
#include "driver/run_command.h"

namespace bb {

std::optional<int> offline_command(const std::string& name,
                                   std::span<const std::string> arguments) {
  using Command = int (*)(std::span<const std::string>);
  Command command = nullptr;
  if (name == "check") command = check_command;
  if (name == "features") command = features_command;
  if (name == "merge") command = merge_command;
  if (name == "status") command = status_command;
  if (name == "verify") command = verify_command;
  if (command == nullptr) return std::nullopt;
  try {
    return command(arguments);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "boltz-batch %s: %s\n", name.c_str(), error.what());
    return exit_usage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "boltz-batch %s: %s\n", name.c_str(), error.what());
    return exit_error;
  }
}

}  // namespace bb
