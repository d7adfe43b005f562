#include <cstdio>

#include "driver/commands/command_options.h"
#include "driver/commands/commands.h"
#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/report/console.h"
#include "driver/run/lock_options.h"
#include "io/store/verify.h"

namespace bb {

int verify_command(std::span<const std::string> arguments) {
  const std::string usage =
      "boltz-batch verify STORE [options]\n"
      "Checks all that is stored against its checksums, and names every bad complex.\n"
      "Exit code: 0 the store is sound, 1 it is not, 4 stopped by a signal.";
  std::filesystem::path path;
  bool repair = false;
  OptionSet set("boltz-batch verify");
  set.group("", OptionSet::From::command_line);
  set.path("store", path, "");
  set.group("Options", OptionSet::From::command_line);
  set.flag("repair", repair, "mark bad results as pending: the next run computes them again");
  set.place("store");
  if (!parse_command(set, usage, arguments)) { return exit_done; }
  if (path.empty()) { throw UsageError("nothing given. " + usage); }
  const StopSignals signals;
  std::optional<StoreLock> lock;
  if (repair) { lock.emplace(path, lock_options("verify --repair")); }
  const VerifyReport report =
      verify_store(path, repair, [] { return StopSignals::received() != 0; });
  for (const std::string& problem : report.problems) {
    print_out("%s: %s\n", path.c_str(), problem.c_str());
  }
  for (const BadRow& bad : report.bad) {
    print_out("%s (row %llu), %s: %s\n", bad.id.c_str(),
              static_cast<unsigned long long>(bad.row + 1), std::string(name_of(bad.stage)).c_str(),
              bad.problem.c_str());
  }
  print_out("%llu results of %llu rows checked: %s",
            static_cast<unsigned long long>(report.results),
            static_cast<unsigned long long>(report.rows), report.ok() ? "sound\n" : "");
  if (!report.ok()) {
    print_out("%zu bad, %llu marked as pending%s\n", report.bad.size() + report.problems.size(),
              static_cast<unsigned long long>(report.repaired),
              repair && report.bad_targets.size() + report.bad_ligands.size() > 0
                  ? "; the next run makes the damaged topologies again"
                  : "");
  }
  return report.ok() ? exit_done : exit_error;
}

}  // namespace bb
