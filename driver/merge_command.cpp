#include "driver/merge_command.h"

#include <cstdio>
#include <filesystem>
#include <sstream>
#include <vector>

#include <boost/program_options.hpp>

#include "driver/options.h"
#include "driver/run_command.h"
#include "io/store/merge.h"

namespace bb {

namespace {

constexpr const char* usage =
    "boltz-batch merge OUT STORE... [options]\n"
    "Makes OUT, a master that shows all STOREs as one: the shards of a plan in the manifest's "
    "order,\n"
    "other screens one after another. Their bulk (coordinates and such) stays where it is, so "
    "keep\n"
    "the files together. Shards may still be running: merge again later, with --force.\n"
    "Exit code: 0 made (shards that are missing are named, their rows are pending), 1 and 2 "
    "errors.";

}  // namespace

int merge_command(std::span<const std::string> arguments) {
  namespace po = boost::program_options;
  using Paths = std::vector<std::string>;
  po::options_description options("Options", 110), hidden, all;
  options.add_options()("force", po::bool_switch(), "replace OUT, if it is a master")(
      "help,h", "print this and stop");
  hidden.add_options()("out", po::value<std::string>(), "")("store", po::value<Paths>(), "");
  all.add(options).add(hidden);
  po::positional_options_description places;
  places.add("out", 1).add("store", -1);
  po::variables_map values;
  try {
    po::store(
        po::command_line_parser(Paths(arguments.begin(), arguments.end()))
            .options(all)
            .positional(places)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run(),
        values);
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(error.what() + std::string(" (--help lists the options)"));
  }
  if (values.count("help") > 0) {
    std::ostringstream text;
    text << usage << "\n\n" << options;
    std::fputs(text.str().c_str(), stdout);
    return exit_done;
  }
  if (values.count("out") == 0 || values.count("store") == 0) {
    throw UsageError(std::string("give OUT and the stores. ") + usage);
  }
  const std::filesystem::path out = values["out"].as<std::string>();
  std::vector<std::filesystem::path> stores;
  for (const std::string& store : values["store"].as<Paths>()) stores.emplace_back(store);
  const MergeReport report = merge_stores(out, stores, values["force"].as<bool>());
  std::printf("%s: %llu rows of %llu stores\n", out.c_str(),
              static_cast<unsigned long long>(report.rows),
              static_cast<unsigned long long>(report.stores));
  for (const std::string& shard : report.missing) {
    std::printf("missing: %s: pending. Finish it, then merge again with --force\n", shard.c_str());
  }
  return exit_done;
}

}  // namespace bb
