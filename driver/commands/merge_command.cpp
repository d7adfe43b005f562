#include "driver/commands/merge_command.h"

#include <cstdio>
#include <filesystem>
#include <vector>

#include "driver/commands/command_options.h"
#include "driver/faults/stop_signals.h"
#include "driver/options/exit_code.h"
#include "driver/report/console.h"
#include "io/store/merge/merge.h"

namespace bb {

namespace {

constexpr const char* usage =
    "boltz-batch merge OUT STORE... [options]\n"
    "Makes OUT, a master that shows all STOREs as one: the shards of a plan in the manifest's "
    "order,\n"
    "other screens one after another; of rows of one id the one that is done. Their bulk "
    "(coordinates and such) stays where it is, so "
    "keep\n"
    "the files together. Shards may still be running: merge again later, with --force.\n"
    "Exit code: 0 made (shards that are missing are named, their rows are pending), 1 and 2 "
    "errors, 4 stopped by a signal.";

}  // namespace

int merge_command(std::span<const std::string> arguments) {
  std::filesystem::path out;
  std::vector<std::filesystem::path> stores;
  MergeOptions options;
  OptionSet set("boltz-batch merge");
  set.group("", OptionSet::From::command_line);
  set.path("out", out, "");
  set.paths("store", stores);
  set.group("Options", OptionSet::From::command_line);
  set.flag("force", options.replace, "replace OUT, if it is a master");
  set.flag("newest", options.newest,
           "of an id that is done in several stores, show the row of the one made last");
  set.place("out");
  set.place("store", true);
  if (!parse_command(set, usage, arguments)) { return exit_done; }
  if (out.empty() || stores.empty()) {
    throw UsageError(std::string("give OUT and the stores. ") + usage);
  }
  const StopSignals signals;
  options.stop = [] { return StopSignals::received() != 0; };
  const MergeReport report = merge_stores(out, stores, options);
  print_out("%s: %llu rows of %llu stores\n", out.c_str(),
            static_cast<unsigned long long>(report.rows),
            static_cast<unsigned long long>(report.stores));
  if (report.replaced > 0) {
    print_out("of ids that are in several stores, %llu rows are left out\n",
              static_cast<unsigned long long>(report.replaced));
  }
  for (const std::string& shard : report.missing) {
    print_out("missing: %s: pending. Finish it, then merge again with --force\n", shard.c_str());
  }
  return exit_done;
}

}  // namespace bb
