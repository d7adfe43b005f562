#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "driver/commands/command_options.h"
#include "driver/commands/commands.h"
#include "driver/commands/input_reading.h"
#include "driver/commands/quick_check.h"
#include "driver/options/exit_code.h"
#include "driver/options/run_options.h"
#include "driver/report/console.h"
#include "driver/run/target_check.h"
#include "io/files/sha256.h"

namespace bb {

namespace {

/// What a row is, as one line of the table, or why it cannot be used.
struct Checked {
  std::string line, error;
  std::string target{};  // the error is this file's
  std::string inputs{};  // their SHA-256: rows with equal ones are computed once
  bool affinity = false;
  std::vector<std::string> warnings;
};

Checked check(const Preparation& preparation, const ManifestRow& row, uint64_t max_tokens) {
  Checked out;
  try {
    const ComplexMeasure m = preparation.measure(row);
    char text[160];
    std::snprintf(text, sizeof text, "%7zu %7zu %7zu %7zu  %s", m.tokens, m.atoms, m.msa_rows,
                  m.chains, m.affinity ? "yes" : "no ");
    out.line = text;
    out.affinity = m.affinity;
    Sha256 hash;
    hash.add(m.inputs);
    out.inputs = hash.bytes();
    for (const RowWarning& warning : m.warnings) { out.warnings.push_back(warning.text); }
    if (max_tokens > 0 && m.tokens > max_tokens) {
      out.error = "the complex has " + std::to_string(m.tokens) +
                  " tokens, more than --max-tokens " + std::to_string(max_tokens);
    }
  } catch (const TargetError& error) {
    out.error = error.what();
    out.target = error.target().string();
  } catch (const std::exception& error) { out.error = error.what(); }
  return out;
}

}  // namespace

int check_command(std::span<const std::string> arguments) {
  const std::string usage =
      "boltz-batch check MANIFEST [options]\n"
      "Reads every input and says what is wrong with it, and how large each complex is. Takes all "
      "other options of run too.\n"
      "Exit code: 0 all rows can be used, 3 some cannot, 2 no target can.";
  bool errors_only = false, quick = false;
  OptionSet set("boltz-batch check");
  set.group("Options", OptionSet::From::command_line);
  set.flag("errors-only,e", errors_only, "do not print rows without errors");
  set.flag("quick", quick,
           "in seconds, what would end a run at once: the first rows, the weights, the store's "
           "folder");
  RunOptions run(set);
  set.place("manifest");
  const std::vector<std::string> titles{"Options", "Input"};
  if (!parse_command(set, usage, arguments, titles)) { return exit_done; }
  const Options options = run.decide(true);  // a login node has no GPU; the nodes of the run may
  const std::filesystem::path& manifest = options.manifest;
  if (manifest.empty()) { throw UsageError("nothing given. " + usage); }
  if (quick) { return quick_check(options); }
  const InputReading reading(options);
  check_library_target(reading.preparation(), options.target);
  const auto list =
      open_inputs({.path = manifest, .target = options.target, .id_field = options.id_field});
  if (!list->note().empty()) { print_error("%s: %s\n", manifest.c_str(), list->note().c_str()); }

  if (!errors_only) { std::puts(" tokens   atoms     MSA  chains  affinity  id"); }
  uint64_t rows = 0, bad = 0, affinities = 0;
  std::map<std::string, uint64_t> rows_of;  // targets that cannot be used
  std::unordered_map<std::string, uint64_t> first_of;
  constexpr size_t block = 1024;  // rows that are checked together, printed in order
  std::vector<ManifestRow> some;
  std::vector<Checked> results;
  bool more = true;
  while (more) {
    some.clear();
    ManifestRow row;
    const auto is_wanted = [&] {
      return some.size() < block && (options.limit == 0 || rows + some.size() < options.limit);
    };
    while (is_wanted() && (more = list->next(row))) { some.push_back(row); }
    more = more && !some.empty();
    results.assign(some.size(), {});
    std::atomic<size_t> next = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < reading.threads(); ++i) {
      threads.emplace_back([&] {
        for (size_t j = next++; j < some.size(); j = next++) {
          results[j] = check(reading.preparation(), some[j], options.max_tokens);
        }
      });
    }
    for (std::thread& thread : threads) { thread.join(); }
    for (size_t j = 0; j < some.size(); ++j) {
      ++rows;
      affinities += results[j].affinity ? 1 : 0;
      std::string same;
      if (results[j].error.empty()) {
        const auto [first, is_new] = first_of.try_emplace(results[j].inputs, rows);
        if (!is_new) { same = " (the same as row " + std::to_string(first->second) + ")"; }
      }
      for (const std::string& warning : results[j].warnings) {
        print_error("warning: %s: %s\n", some[j].id.c_str(), warning.c_str());
      }
      if (!results[j].target.empty()) {
        ++bad;
        if (++rows_of[results[j].target] == 1) {
          print_out("error: target %s: %s\n", results[j].target.c_str(), results[j].error.c_str());
        }
      } else if (!results[j].error.empty()) {
        ++bad;
        print_out("error: %s: %s\n", some[j].id.c_str(), results[j].error.c_str());
      } else if (!errors_only) {
        print_out("%s       %s%s\n", results[j].line.c_str(), some[j].id.c_str(), same.c_str());
      }
    }
  }
  for (const std::string& warning : list->warnings()) {
    print_error("warning: %s\n", warning.c_str());
  }
  if (rows == 0) { throw nothing_in(manifest); }
  uint64_t of_targets = 0;
  for (const auto& [path, count] : rows_of) {
    of_targets += count;
    print_out("%llu rows of target %s cannot be used\n", static_cast<unsigned long long>(count),
              path.c_str());
  }
  print_out("%llu rows, %llu with errors; affinity of %llu\n",
            static_cast<unsigned long long>(rows), static_cast<unsigned long long>(bad),
            static_cast<unsigned long long>(affinities));
  if (of_targets > 0 && of_targets == rows) { return exit_usage; }
  return bad > 0 ? exit_failures : exit_done;
}

}  // namespace bb
