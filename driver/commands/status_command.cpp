#include <chrono>
#include <cmath>
#include <cstdio>

#include "driver/commands/command_options.h"
#include "driver/commands/commands.h"
#include "driver/commands/store_report.h"
#include "driver/options/exit_code.h"
#include "driver/report/console.h"
#include "driver/report/progress_line.h"
#include "driver/report/published_weights.h"

namespace bb {

namespace {

void print_counts(const char* stage, const StageCounts& counts) {
  print_out("%-10s %10llu done %10llu failed %10llu pending", stage,
            static_cast<unsigned long long>(counts.done),
            static_cast<unsigned long long>(counts.failed),
            static_cast<unsigned long long>(counts.pending));
  if (counts.not_wanted > 0) {
    print_out(" %10llu not asked for", static_cast<unsigned long long>(counts.not_wanted));
  }
  if (counts.invalid > 0) {
    print_out(" %10llu damaged", static_cast<unsigned long long>(counts.invalid));
  }
  std::puts("");
}

std::string speed_text(const StorePart& part) {
  const std::string by = std::to_string(part.ranks) + " rank" + (part.ranks == 1 ? "" : "s");
  const std::string took = duration_text(part.device_hours * 3600) + " of devices, by " + by;
  if (!(part.device_hours > 0)) { return took; }
  return took + ": " + rate_text(static_cast<double>(part.structures) / part.device_hours) +
         " complexes per device-hour";
}

/// Who has the lock, and when it was last heard of.
std::string running_text(const StorePart& part) {
  if (!part.running.alive && part.results.pending == 0) { return "nothing: all is computed"; }
  if (!part.running.holder) { return "nothing: nobody has its lock; the same command continues"; }
  const LockHolder& holder = *part.running.holder;
  const std::string who = "job '" + holder.job + "' on host " + holder.host + " (process " +
                          holder.process + ", attempt " + std::to_string(holder.attempt) +
                          ", since " + holder.started + ")";
  const std::string beat =
      duration_text(std::chrono::duration<double>(holder.since_beat).count()) + " ago";
  if (part.running.alive) { return who + ", heard of " + beat; }
  return "nothing: " + who + " was last heard of " + beat + "; the same command continues";
}

void print_speed(const StoreReport& report) {
  const StorePart& whole = report.whole;
  if (whole.ranks > 0) { print_out("computed   %s\n", speed_text(whole).c_str()); }
  if (report.parts.empty()) { print_out("running    %s\n", running_text(whole).c_str()); }
  if (whole.results.pending > 0 && std::isfinite(report.device_hours_left)) {
    print_out("left       %s of devices", duration_text(report.device_hours_left * 3600).c_str());
    if (report.parts.empty() && whole.ranks > 0) {
      print_out(", %s on %u rank%s at that speed",
                duration_text(report.device_hours_left * 3600 / whole.ranks).c_str(), whole.ranks,
                whole.ranks == 1 ? "" : "s");
    }
    std::puts("");
  }
  for (const auto& [rank, factor] : report.slow) {
    print_out("slow       rank %u takes %.1f times as long as the median rank\n", rank, factor);
  }
}

void print_parts(const StoreReport& report) {
  for (const StorePart& part : report.parts) {
    print_out("part       %s, when it was merged: %llu done, %llu failed, %llu pending\n",
              part.path.c_str(), static_cast<unsigned long long>(part.results.done),
              static_cast<unsigned long long>(part.results.failed),
              static_cast<unsigned long long>(part.results.pending));
    if (part.ranks > 0) { print_out("           computed %s\n", speed_text(part).c_str()); }
    print_out("           running %s\n", running_text(part).c_str());
  }
}

void print_failed(const StoreReader& store) {
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  for (uint64_t row = 0; row < store.rows(); ++row) {
    if (row_state(structure[row], affinity[row]) != RowState::failed) { continue; }
    print_out("%s: %s\n", store.text(row).id.c_str(), store.error(row).message.c_str());
  }
}

}  // namespace

int status_command(std::span<const std::string> arguments) {
  const std::string usage =
      "boltz-batch status STORE [options]\n"
      "How far a run is, also while it runs, and what failed.";
  std::filesystem::path path;
  bool failed = false, json = false;
  OptionSet set("boltz-batch status");
  set.group("", OptionSet::From::command_line);
  set.path("store", path, "");
  set.group("Options", OptionSet::From::command_line);
  set.flag("failed", failed, "list every failed row, also in JSON");
  set.flag("json", json, "print it as one line of JSON");
  set.place("store");
  if (!parse_command(set, usage, arguments)) { return exit_done; }
  if (path.empty()) { throw UsageError("nothing given. " + usage); }
  const StoreReader store(path);
  const StoreReport report = report_on(store);
  if (json) {
    std::puts(to_json(report, store, failed).c_str());
    return exit_done;
  }
  print_out("%s: %llu complexes, %s, seed %llu\n", store.path().c_str(),
            static_cast<unsigned long long>(store.rows()), store.attributes().precision.c_str(),
            static_cast<unsigned long long>(store.attributes().seed));
  print_out("weights    %s\n", describe_weights(store.attributes()).c_str());
  if (!store.attributes().residues.empty()) {
    print_out("residues   %s\n", store.attributes().residues.c_str());
  }
  print_counts("structure", report.structure);
  print_counts("affinity", report.affinity);
  if (report.copies > 0) {
    std::printf("copies     %10llu rows have the results of another, equal one\n",
                static_cast<unsigned long long>(report.copies));
  }
  if (report.warnings.rows > 0) {
    std::printf("warnings   %s (complexes/warnings)\n", describe(report.warnings).c_str());
  }
  print_speed(report);
  print_parts(report);
  if (failed) { print_failed(store); }
  for (const auto& [code, count] : report.causes) {
    print_out("failed by %-14s %10llu\n", std::string(name_of(code)).c_str(),
              static_cast<unsigned long long>(count));
  }
  return exit_done;
}

}  // namespace bb
