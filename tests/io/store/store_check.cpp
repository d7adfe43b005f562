// store_check STORE ROWS: exit code 0 if the store verifies and every done row is what was made up.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "check_store.h"
#include "io/store/verify.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: store_check STORE ROWS\n");
    return 2;
  }
  try {
    const bb::VerifyReport report = bb::verify_store(argv[1]);
    for (const auto& problem : report.problems) { std::printf("problem: %s\n", problem.c_str()); }
    for (const auto& bad : report.bad) {
      std::printf("bad: row %lu (%s): %s\n", static_cast<unsigned long>(bad.row), bad.id.c_str(),
                  bad.problem.c_str());
    }
    bb::test::MadeUpOptions options;
    options.rows = std::strtoull(argv[2], nullptr, 10);
    const bb::test::StoreCheck check = bb::test::check_store(argv[1], options);
    if (!check.wrong.empty()) { std::printf("wrong: %s\n", check.wrong.c_str()); }
    std::printf("done %lu failed %lu pending %lu\n", static_cast<unsigned long>(check.done),
                static_cast<unsigned long>(check.failed),
                static_cast<unsigned long>(check.pending));
    return report.ok() && check.wrong.empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::printf("unreadable: %s\n", error.what());
    return 1;
  }
}
