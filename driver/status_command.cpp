#include <cmath>
#include <cstdio>

#include "driver/command_options.h"
#include "driver/commands.h"
#include "driver/progress_display.h"
#include "driver/run_command.h"
#include "driver/store_report.h"

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

void print_speed(const StoreReport& report) {
  if (report.ranks == 0) return;
  std::printf("computed   %s of devices, by %u rank%s: %.0f complexes per device-hour\n",
              duration_text(report.device_hours * 3600).c_str(), report.ranks,
              report.ranks == 1 ? "" : "s",
              static_cast<double>(report.structure.done) / report.device_hours);
  if (report.results.pending > 0 && std::isfinite(report.device_hours_left)) {
    std::printf("left       %s of devices, %s on %u rank%s at that speed\n",
                duration_text(report.device_hours_left * 3600).c_str(),
                duration_text(report.device_hours_left * 3600 / report.ranks).c_str(), report.ranks,
                report.ranks == 1 ? "" : "s");
  }
  for (const auto& [rank, factor] : report.slow) {
    std::printf("slow       rank %u takes %.1f times as long as the median rank\n", rank, factor);
  }
}

void print_failed(const StoreReader& store) {
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  for (uint64_t row = 0; row < store.rows(); ++row) {
    if (row_state(structure[row], affinity[row]) != RowState::failed) continue;
    std::printf("%s: %s\n", store.text(row).id.c_str(), store.error(row).message.c_str());
  }
}

}  // namespace

int status_command(std::span<const std::string> arguments) {
  namespace po = boost::program_options;
  po::options_description options("Options", 110);
  options.add_options()("failed", po::bool_switch(), "list every failed row")(
      "json", po::bool_switch(), "print it as one line of JSON");
  po::variables_map values;
  if (!parse_command("boltz-batch status STORE [options]\n"
                     "How far a run is, also while it runs, and what failed.",
                     "store", options, arguments, values)) {
    return exit_done;
  }
  const StoreReader store(values["store"].as<std::string>());
  const StoreReport report = report_on(store);
  if (values["json"].as<bool>()) {
    std::puts(to_json(report, store).c_str());
    return exit_done;
  }
  std::printf("%s: %llu complexes, %s, seed %llu\n", store.path().c_str(),
              static_cast<unsigned long long>(store.rows()), store.attributes().precision.c_str(),
              static_cast<unsigned long long>(store.attributes().seed));
  print_counts("structure", report.structure);
  print_counts("affinity", report.affinity);
  print_speed(report);
  if (values["failed"].as<bool>()) print_failed(store);
  for (const auto& [code, count] : report.causes) {
    std::printf("failed by %-14s %10llu\n", std::string(name_of(code)).c_str(),
                static_cast<unsigned long long>(count));
  }
  return exit_done;
}

}  // namespace bb
