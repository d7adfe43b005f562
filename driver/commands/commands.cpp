#include "driver/commands/commands.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "driver/commands/merge_command.h"
#include "driver/options/exit_code.h"
#include "driver/options/help.h"
#include "driver/options/usage_error.h"
#include "driver/report/console.h"
#include "io/files/suggestion.h"
#include "io/store/hdf5/store_error.h"

namespace bb {

namespace {

constexpr std::array<std::string_view, 8> words{"run",    "plan",   "check", "features",
                                                "status", "verify", "merge", "help"};

}  // namespace

std::optional<int> offline_command(const std::string& name,
                                   std::span<const std::string> arguments) {
  using Command = int (*)(std::span<const std::string>);
  Command command = nullptr;
  if (name == "check") { command = check_command; }
  if (name == "features") { command = features_command; }
  if (name == "help") { command = help_command; }
  if (name == "merge") { command = merge_command; }
  if (name == "status") { command = status_command; }
  if (name == "verify") { command = verify_command; }
  try {
    if (command == nullptr) {
      const std::string problem = not_a_command(name);
      if (problem.empty()) { return std::nullopt; }
      print_error("boltz-batch: %s\n", problem.c_str());
      return exit_usage;
    }
    return command(arguments);
  } catch (const UsageError& error) {
    print_error("boltz-batch %s: %s\n", name.c_str(), error.what());
    return exit_usage;
  } catch (const StoreError& error) {
    std::fprintf(stderr, "boltz-batch %s: %s\n", name.c_str(), error.what());
    return error.kind() == StoreError::Kind::stopped ? exit_stopped : exit_error;
  } catch (const std::exception& error) {
    print_error("boltz-batch %s: %s\n", name.c_str(), error.what());
    return exit_error;
  }
}

int help_command(std::span<const std::string> arguments) {
  const std::string word = arguments.empty() ? "run" : arguments.front();
  if (word == "run" || word == "plan" || word == "help" || word.starts_with('-')) {
    print_out("%s", run_help().c_str());
    return exit_done;
  }
  if (std::find(words.begin(), words.end(), word) == words.end()) {
    throw UsageError("'" + word + "' is no command. " + allowed_are(word, words));
  }
  return *offline_command(word, std::array{std::string("--help")});
}

std::string not_a_command(const std::string& word) {
  // A manifest has a path, an ending, or is there.
  const bool can_be_command = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  std::error_code ignored;
  if (!can_be_command || std::filesystem::exists(word, ignored)) { return {}; }
  if (word == "predict") { return "there is no command predict: boltz-batch MANIFEST predicts"; }
  return "there is no command and no file '" + word + "'. " + allowed_are(word, words) +
         ", or a manifest";
}

}  // namespace bb
