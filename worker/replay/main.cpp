#include <fstream>
#include <iostream>

#include "worker/host_allocation.h"
#include "worker/replay/session.h"

namespace bb::replay {
namespace {

int run(const Options& options) {
  Session session(std::cout, std::cerr);
  if (options.jobs.empty()) {
    session.run(options);
    return 0;
  }
  if (options.jobs == "-") { return run_jobs(std::cin, std::cout, session) == 0 ? 0 : 1; }
  std::ifstream file(options.jobs);
  if (!file) { throw UsageError("--jobs " + options.jobs.string() + ": this file cannot be read"); }
  return run_jobs(file, std::cout, session) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace bb::replay

int main(int argc, char** argv) {
  using namespace bb::replay;
  bb::use_huge_pages();
  bb::keep_host_memory();
  try {
    const Options options =
        parse_options({const_cast<const char**>(argv) + 1, static_cast<size_t>(argc - 1)});
    if (options.help) {
      std::cout << usage();
      return 0;
    }
    return run(options);
  } catch (const UsageError& error) {
    std::cerr << "boltz-replay: " << error.what() << "\nboltz-replay --help lists the options\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "boltz-replay: " << error.what() << '\n';
    return 1;
  }
}
