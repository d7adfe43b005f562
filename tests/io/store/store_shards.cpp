// Stores of made-up results and masters of them, for merge_test.py.
//   store_shards make STORE ROWS SHARD SHARDS [all|none|half] [NAME]
//   store_shards merge OUT STORE...
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "io/store/merge/merge.h"
#include "io/store/verify.h"
#include "support.h"

namespace bb::test {
namespace {

int make(const std::vector<std::string>& arguments) {
  MadeUpOptions options{.rows = std::stoull(arguments.at(2)),
                        .shard = static_cast<uint32_t>(std::stoul(arguments.at(3))),
                        .shards = static_cast<uint32_t>(std::stoul(arguments.at(4)))};
  const std::string which = arguments.size() > 5 ? arguments[5] : "all";
  if (arguments.size() > 6) { options.name = arguments[6]; }
  write_store(arguments.at(1), options,
              [&](uint64_t row) { return which == "none" || (which == "half" && row % 2 == 1); });
  return 0;
}

int merge(const std::vector<std::string>& arguments) {
  const std::vector<std::filesystem::path> stores(arguments.begin() + 2, arguments.end());
  const auto start = std::chrono::steady_clock::now();
  const MergeReport report = merge_stores(arguments.at(1), stores, {.replace = true});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%lu rows of %lu stores, %zu missing, %.2f s, %.0f MB\n",
              static_cast<unsigned long>(report.rows), static_cast<unsigned long>(report.stores),
              report.missing.size(), seconds.count(),
              static_cast<double>(usage.ru_maxrss) / 1024.0);
  return 0;
}

}  // namespace
}  // namespace bb::test

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  MPI_Init(&argc, &argv);
  int code = 2;
  try {
    if (arguments.size() >= 5 && arguments[0] == "make") { code = bb::test::make(arguments); }
    if (arguments.size() >= 3 && arguments[0] == "merge") { code = bb::test::merge(arguments); }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    code = 1;
  }
  MPI_Finalize();
  return code;
}
