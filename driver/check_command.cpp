#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "driver/command_options.h"
#include "driver/commands.h"
#include "driver/input_reading.h"
#include "driver/quick_check.h"
#include "driver/run_command.h"

namespace bb {

namespace {

/// What a row is, as one line of the table, or why it cannot be used.
struct Checked {
  std::string line, error;
  std::vector<std::string> warnings;
};

Checked check(const Preparation& preparation, const ManifestRow& row) {
  Checked out;
  try {
    const ComplexMeasure m = preparation.measure(row);
    char text[160];
    std::snprintf(text, sizeof text, "%7zu %7zu %7zu %7zu  %s", m.tokens, m.atoms, m.msa_rows,
                  m.chains, m.affinity ? "yes" : "no ");
    out.line = text;
    out.warnings = m.warnings;
  } catch (const std::exception& error) {
    out.error = error.what();
  }
  return out;
}

}  // namespace

int check_command(std::span<const std::string> arguments) {
  if (std::find(arguments.begin(), arguments.end(), "--quick") != arguments.end()) {
    std::vector<std::string> others;
    std::remove_copy(arguments.begin(), arguments.end(), std::back_inserter(others), "--quick");
    return quick_check(others);
  }
  namespace po = boost::program_options;
  InputSettings settings;
  std::string target;
  po::options_description options("Options", 110);
  settings.add_to(options);
  options.add_options()("target", po::value(&target)->value_name("path"),
                        "MANIFEST is a library of ligands, this what they bind to")(
      "errors-only,e", po::bool_switch(), "do not print rows without errors")(
      "quick", po::bool_switch(),
      "in seconds, what would end a run at once: the first rows, the weights, the store's folder; "
      "takes all options of run");
  po::variables_map values;
  if (!parse_command(
          "boltz-batch check MANIFEST [options]\n"
          "Reads every input and says what is wrong with it, and how large each complex is.\n"
          "Exit code: 0 all rows can be used, 3 some cannot.",
          "manifest", options, arguments, values)) {
    return exit_done;
  }
  const std::filesystem::path manifest = values["manifest"].as<std::string>();
  const bool errors_only = values["errors-only"].as<bool>();
  const InputReading reading(settings.as_options(), manifest);
  const auto list = open_inputs({.path = manifest, .target = target});
  for (const std::string& warning : list->warnings()) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  }

  if (!errors_only) std::puts(" tokens   atoms     MSA  chains  affinity  id");
  uint64_t rows = 0, bad = 0;
  constexpr size_t block = 1024;  // rows that are checked together, printed in order
  std::vector<ManifestRow> some;
  std::vector<Checked> results;
  bool more = true;
  while (more) {
    some.clear();
    ManifestRow row;
    while (some.size() < block && (more = list->next(row))) some.push_back(row);
    results.assign(some.size(), {});
    std::atomic<size_t> next = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < reading.threads(); ++i) {
      threads.emplace_back([&] {
        for (size_t j = next++; j < some.size(); j = next++) {
          results[j] = check(reading.preparation(), some[j]);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (size_t j = 0; j < some.size(); ++j) {
      ++rows;
      const std::string same =
          some[j].same_as ? " (the same as row " + std::to_string(*some[j].same_as + 1) + ")" : "";
      for (const std::string& warning : results[j].warnings) {
        std::fprintf(stderr, "warning: %s: %s\n", some[j].id.c_str(), warning.c_str());
      }
      if (!results[j].error.empty()) {
        ++bad;
        std::printf("error: %s: %s\n", some[j].id.c_str(), results[j].error.c_str());
      } else if (!errors_only) {
        std::printf("%s       %s%s\n", results[j].line.c_str(), some[j].id.c_str(), same.c_str());
      }
    }
  }
  std::printf("%llu rows, %llu with errors\n", static_cast<unsigned long long>(rows),
              static_cast<unsigned long long>(bad));
  return bad > 0 ? exit_failures : exit_done;
}

}  // namespace bb
