#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "driver/commands.h"
#include "driver/run_command.h"
#include "worker/host_allocation.h"

int main(int argc, char** argv) {
  bb::use_huge_pages();
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::string command = arguments.empty() ? "" : arguments.front();
  const std::span<const std::string> rest =
      arguments.empty() ? std::span<const std::string>() : std::span(arguments).subspan(1);
  if (command == "--version") {
    std::puts("boltz-batch " BB_VERSION);
    return bb::exit_done;
  }
  if (command == "run") return bb::run_command(rest, false, &argc, &argv);
  if (command == "plan") return bb::run_command(rest, true, &argc, &argv);
  if (const auto code = bb::offline_command(command, rest)) return *code;
  return bb::run_command(arguments, false, &argc, &argv);
}
