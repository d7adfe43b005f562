#pragma once

#include <optional>
#include <span>
#include <string>

namespace bb {

/// The sub-commands that need no MPI: check, features, merge, status and verify. Their ExitCode;
/// nothing for a name that is none of them.
std::optional<int> offline_command(const std::string& name, std::span<const std::string> arguments);

int check_command(std::span<const std::string> arguments);
int features_command(std::span<const std::string> arguments);
int status_command(std::span<const std::string> arguments);
int verify_command(std::span<const std::string> arguments);

}  // namespace bb
