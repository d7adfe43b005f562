#include <span>
#include <string>
#include <vector>

#include "driver/commands/commands.h"
#include "driver/commands/run_command.h"
#include "driver/options/exit_code.h"
#include "driver/report/console.h"
#include "driver/report/program_version.h"
#include "worker/host_allocation.h"

namespace {

int run_program(std::span<const std::string> arguments, int* argc, char*** argv) {
  const std::string command = arguments.empty() ? "" : arguments.front();
  const auto rest = arguments.subspan(arguments.empty() ? 0 : 1);
  if (command == "--version") {
    bb::print_out("%s\n", bb::program_version().c_str());
    return bb::exit_done;
  }
  if (command == "run") { return bb::run_command(rest, false, argc, argv); }
  if (command == "plan") { return bb::run_command(rest, true, argc, argv); }
  if (const auto code = bb::offline_command(command, rest)) { return *code; }
  return bb::run_command(arguments, false, argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  bb::fill_standard_streams();
  bb::use_huge_pages();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return bb::close_output(run_program(arguments, &argc, &argv));
}
