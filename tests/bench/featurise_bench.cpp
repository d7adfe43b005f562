// featurise_bench LIST TARGET CHEMISTRY_PROGRAM [--no-conformers]: prepares and featurises
// ligands, as told by standard input.
//
//   rows N      the next N rows, starting over at the end of the list: prints the seconds of each
//   measure N   the same for what the planner asks for
//   memory      prints the resident KiB of this program and of the chemistry helpers
//
// For featurise.py, which times the reference in turns with it.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include <ATen/Parallel.h>
#include <unistd.h>

#include "worker/preparation/preparation.h"

namespace {

using Clock = std::chrono::steady_clock;

std::vector<bb::ManifestRow> read_rows(const bb::InputListOptions& options) {
  std::vector<bb::ManifestRow> rows;
  const auto list = bb::open_inputs(options);
  for (bb::ManifestRow row; list->next(row);) {
    if (row.error) { throw *row.error; }
    row.affinity = true;
    rows.push_back(row);
  }
  return rows;
}

long resident_kib(const std::filesystem::path& process) {
  std::ifstream status(process / "status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  }
  return 0;
}

/// Of all processes that descend from `parent`.
long descendants_kib(pid_t parent) {
  long sum = 0;
  const std::string threads = "/proc/" + std::to_string(parent) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator(threads)) {
    std::ifstream children(thread.path() / "children");
    for (pid_t child = 0; children >> child;) {
      sum += resident_kib("/proc/" + std::to_string(child)) + descendants_kib(child);
    }
  }
  return sum;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fprintf(stderr, "featurise_bench LIST TARGET CHEMISTRY_PROGRAM [--no-conformers]\n");
    return 2;
  }
  at::set_num_threads(1);
  const auto rows = read_rows({.path = arguments[1], .target = arguments[2]});
  bb::ChemistryPool chemistry({.program = arguments[3]});
  const bool conformers = count < 5 || std::string(arguments[4]) != "--no-conformers";
  const bb::Preparation preparation(bb::ComponentLibrary::open({}), chemistry,
                                    {.seed = 1, .conformers = conformers});
  std::printf("ready\n");
  std::fflush(stdout);
  size_t at = 0;
  for (std::string what; std::cin >> what;) {
    if (what == "memory") {
      std::printf("%ld %ld\n", resident_kib("/proc/self"), descendants_kib(::getpid()));
    } else {
      size_t number = 0;
      std::cin >> number;
      for (size_t i = 0; i < number; ++i, ++at) {
        const bb::ManifestRow& row = rows[at % rows.size()];
        const auto start = Clock::now();
        size_t tokens = 0;
        if (what == "measure") {
          tokens = preparation.measure(row).tokens;
        } else {
          const auto made = preparation.prepare(row);
          const auto draws = bb::counter_draws(1, made->random_key, bb::FeatureStage::structure);
          tokens = static_cast<size_t>(made->featuriser.structure_features(draws).tokens());
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        std::printf("%.6f %zu\n", seconds, tokens);
      }
    }
    std::fflush(stdout);
  }
  return 0;
}
