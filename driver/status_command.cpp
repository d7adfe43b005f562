#include <cstdio>
#include <map>

#include "driver/command_options.h"
#include "driver/commands.h"
#include "driver/run_command.h"
#include "io/store/store_reader.h"
#include "io/store/verify.h"

namespace bb {

namespace {

void print_counts(const char* stage, const StageCounts& counts) {
  std::printf("%-10s %10llu done %10llu failed %10llu pending", stage,
              static_cast<unsigned long long>(counts.done),
              static_cast<unsigned long long>(counts.failed),
              static_cast<unsigned long long>(counts.pending));
  if (counts.not_wanted > 0) {
    std::printf(" %10llu not asked for", static_cast<unsigned long long>(counts.not_wanted));
  }
  if (counts.invalid > 0) {
    std::printf(" %10llu damaged", static_cast<unsigned long long>(counts.invalid));
  }
  std::puts("");
}

}  // namespace

int status_command(std::span<const std::string> arguments) {
  namespace po = boost::program_options;
  po::options_description options("Options", 110);
  options.add_options()("failed", po::bool_switch(), "list every failed row");
  po::variables_map values;
  if (!parse_command("boltz-batch status STORE [options]\n"
                     "How far a run is, also while it runs, and what failed.",
                     "store", options, arguments, values)) {
    return exit_done;
  }
  const StoreReader store(values["store"].as<std::string>());
  std::printf("%s: %llu complexes, %s, seed %llu\n", store.path().c_str(),
              static_cast<unsigned long long>(store.rows()), store.attributes().precision.c_str(),
              static_cast<unsigned long long>(store.attributes().seed));
  print_counts("structure", store.counts(Stage::structure));
  print_counts("affinity", store.counts(Stage::affinity));
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  std::map<ErrorCode, uint64_t> causes;
  for (uint64_t row = 0; row < store.rows(); ++row) {
    if (structure[row] != Status::failed && affinity[row] != Status::failed) continue;
    const RowError error = store.error(row);
    ++causes[error.code];
    if (values["failed"].as<bool>()) {
      std::printf("%s: %s\n", store.text(row).id.c_str(), error.message.c_str());
    }
  }
  for (const auto& [code, count] : causes) {
    std::printf("failed by %-14s %10llu\n", std::string(name_of(code)).c_str(),
                static_cast<unsigned long long>(count));
  }
  return exit_done;
}

}  // namespace bb
