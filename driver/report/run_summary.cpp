#include "driver/report/run_summary.h"

#include <cerrno>
#include <cstdio>
#include <ctime>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "driver/options/shell_words.h"
#include "driver/report/program_version.h"
#include "driver/report/progress_line.h"
#include "io/files/new_file.h"
#include "io/files/printable.h"

namespace bb {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const RankSummary& s) {
  return {{"rank", s.rank},
          {"host", s.host},
          {"error", s.error},
          {"wall_seconds", s.times.wall},
          {"device_seconds", s.times.device},
          {"device_idle_seconds", s.times.device_idle},
          {"feature_seconds", s.times.features},
          {"writing_seconds", s.times.writing},
          {"stages", s.stage_seconds},
          {"splits", s.splits}};
}

/// Paths need not be UTF-8, JSON must.
std::string text_of(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

std::string line(const char* name, double seconds, double of) {
  char text[120];
  std::snprintf(text, sizeof text, "  %-24s %10.1f s  %5.1f %%\n", name, seconds,
                of > 0 ? 100 * seconds / of : 0.0);
  return text;
}

std::string now_text() {
  char text[32];
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace

std::string describe(const RunSummary& summary) {
  std::string out = std::to_string(summary.results.done) + " done, " +
                    std::to_string(summary.results.failed) + " failed, " +
                    std::to_string(summary.results.pending) + " pending of " +
                    std::to_string(summary.rows) + " complexes in " + summary.store + "\n";
  if (!summary.weights.empty()) {
    out += "weights: " + summary.weights;
    if (!summary.affinity_weights.empty()) { out += "; affinity: " + summary.affinity_weights; }
    out += "\n";
  }
  for (const std::string& warning : summary.warnings) { out += "warning: " + warning + "\n"; }
  if (summary.computed > 0) {
    char text[160];
    std::snprintf(text, sizeof text,
                  "%llu in this run, in %s (set-up %s): %s complexes per hour on %zu rank%s\n",
                  static_cast<unsigned long long>(summary.computed),
                  duration_text(summary.seconds).c_str(),
                  duration_text(summary.setup_seconds).c_str(),
                  rate_text(3600 * static_cast<double>(summary.computed) / summary.seconds).c_str(),
                  summary.ranks.size(), summary.ranks.size() == 1 ? "" : "s");
    out += text;
    RankSummary all;
    for (const RankSummary& rank : summary.ranks) {
      all.times += rank.times;
      for (const auto& [name, seconds] : rank.stage_seconds) { all.stage_seconds[name] += seconds; }
    }
    const double wall = all.times.wall;
    out +=
        "where the time went, all ranks together (features and writing run beside the device):\n";
    for (const auto& [name, seconds] : all.stage_seconds) {
      out += line(name.c_str(), seconds, wall);
    }
    out += line("device waiting", all.times.device_idle, wall);
    out += line("features", all.times.features, wall);
    out += line("writing", all.times.writing, wall);
  }
  if (summary.row_warnings.rows > 0) {
    out += "warnings: " + describe(summary.row_warnings) + " (complexes/warnings in the store)\n";
  }
  if (!summary.first_failures.empty()) {
    // As this program was started, so that it is found where the command is pasted.
    out += "failed rows, the first of them (" + shell_word(program_invocation_name) +
           " status --failed " + shell_path(summary.store) + " lists all):\n";
    for (const auto& [id, message] : summary.first_failures) {
      out += "  " + printable(id) + ": " + printable(message) + "\n";
    }
  }
  return out;
}

void write_run_record(const std::filesystem::path& path, const RunSummary& summary,
                      const Options& options) {
  Json json;
  json["program"] = program_version();
  json["ended"] = now_text();
  json["outcome"] = summary.outcome;
  if (!summary.error.empty()) { json["error"] = summary.error; }
  json["store"] = summary.store;
  json["manifest"] = options.manifest.string();
  if (!summary.weights.empty()) {
    json["weights"] = summary.weights;
    json["affinity_weights"] = summary.affinity_weights;
    json["residues"] = summary.residues;
  }
  json["warnings"] = summary.warnings;
  json["rows"] = summary.rows;
  json["done"] = summary.results.done;
  json["failed"] = summary.results.failed;
  json["pending"] = summary.results.pending;
  json["row_warnings"] = {{"rows", summary.row_warnings.rows},
                          {"kinds", summary.row_warnings.kinds}};
  json["computed"] = summary.computed;
  json["seconds"] = summary.seconds;
  json["setup_seconds"] = summary.setup_seconds;
  for (const auto& [name, value] : options.listed) { json["options"][name] = value; }
  json["options"]["preset"] = options.preset;
  json["options"]["compute-dtype"] = options.compute_dtype;
  json["options"]["matmul-precision"] = options.matmul_precision;
  json["options"]["device"] = options.device;
  for (const RankSummary& rank : summary.ranks) { json["ranks"].push_back(json_of(rank)); }
  // Under another name first: ranks that fail alike write it alike, and nobody reads half of one.
  replace_file(path, path.string() + "." + std::to_string(getpid()), text_of(json) + "\n");
}

}  // namespace bb
