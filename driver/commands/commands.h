#pragma once

#include <optional>
#include <span>
#include <string>

namespace bb {

/// The sub-commands that need no MPI: check, features, help, merge, status and verify. Their
/// ExitCode, and that of a word that is no command; nothing for run, plan and what can be a
/// manifest.
std::optional<int> offline_command(const std::string& name, std::span<const std::string> arguments);

/// `boltz-batch help [WORD]`: prints what the sub-command does, or what all do. Returns an
/// ExitCode.
int help_command(std::span<const std::string> arguments);

/// What to say of a first argument that was meant as a sub-command and is none; empty where it can
/// be a manifest.
std::string not_a_command(const std::string& word);

int check_command(std::span<const std::string> arguments);
int features_command(std::span<const std::string> arguments);
int status_command(std::span<const std::string> arguments);
int verify_command(std::span<const std::string> arguments);

}  // namespace bb
