#include "driver/commands/store_report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "driver/report/published_weights.h"
#include "driver/run/lock_options.h"
#include "driver/run/run_plan.h"

namespace bb {

namespace {

constexpr double hour = 3600;
constexpr uint64_t block = uint64_t{1} << 20U;  // rows read at a time

struct Seconds {
  double structure = 0, affinity = 0;
};

/// What was predicted of each row; rows that share another's results cost nothing.
std::vector<Seconds> predicted_seconds(const StoreReader& store) {
  const StoredPlan stored = store.plan();
  const Plan plan = from_arrays(from_stored(stored));
  const std::vector<uint64_t>& listed = store.sizes().manifest_row;
  std::vector<Seconds> out(store.rows());
  for (const PlannedBatch& batch : plan.batches) {
    for (uint32_t i = batch.first; i < batch.first + batch.count; ++i) {
      uint64_t row = plan.members[i];
      if (!listed.empty()) {
        const auto place = std::lower_bound(listed.begin(), listed.end(), row);
        if (place == listed.end() || *place != row) {
          continue;  // another shard's
        }
        row = static_cast<uint64_t>(place - listed.begin());
      }
      out[row] = {.structure = double{batch.structure_seconds} / batch.count,
                  .affinity = double{batch.affinity_seconds} / batch.count};
    }
  }
  return out;
}

nlohmann::ordered_json json_of(const StageCounts& counts) {
  return {{"done", counts.done},
          {"failed", counts.failed},
          {"pending", counts.pending},
          {"not_wanted", counts.not_wanted},
          {"damaged", counts.invalid}};
}

nlohmann::ordered_json json_of(const Running& running) {
  if (!running.holder) { return nullptr; }
  const LockHolder& holder = *running.holder;
  return {{"alive", running.alive},
          {"host", holder.host},
          {"job", holder.job},
          {"process", holder.process},
          {"started", holder.started},
          {"attempt", holder.attempt},
          {"seconds_since_beat", std::chrono::duration<double>(holder.since_beat).count()}};
}

nlohmann::ordered_json json_of(const StorePart& part) {
  return {{"store", part.path.string()},
          {"done", part.results.done},
          {"failed", part.results.failed},
          {"pending", part.results.pending},
          {"ranks", part.ranks},
          {"device_hours", part.device_hours},
          {"running", json_of(part.running)}};
}

nlohmann::ordered_json json_of_failed(const StoreReader& store) {
  auto out = nlohmann::ordered_json::array();
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  for (uint64_t row = 0; row < store.rows(); ++row) {
    if (row_state(structure[row], affinity[row]) != RowState::failed) { continue; }
    const RowError error = store.error(row);
    out.push_back(
        {{"row", row},
         {"id", store.text(row).id},
         {"stage", name_of(structure[row] == Status::failed ? Stage::structure : Stage::affinity)},
         {"cause", name_of(error.code)},
         {"error", error.message}});
  }
  return out;
}

Running running_of(const std::filesystem::path& store) {
  Running out;
  out.holder = lock_holder(store);
  out.alive = out.holder && out.holder->since_beat < lock_options("").expires_after;
  return out;
}

void count(ResultCounts& counts, RowState state) {
  if (state == RowState::done) { ++counts.done; }
  if (state == RowState::failed) { ++counts.failed; }
  if (state == RowState::pending) { ++counts.pending; }
}

/// What is done of a row took so long.
double seconds_of(const RowTimes& times, uint64_t i, Status structure, Status affinity) {
  double out = 0;
  if (structure == Status::done) { out += double{times.structure_seconds[i]}; }
  if (affinity == Status::done) { out += double{times.affinity_seconds[i]}; }
  return std::isfinite(out) ? out : 0;
}

}  // namespace

bool StoreReport::runs() const {
  return whole.running.alive || std::any_of(parts.begin(), parts.end(), [](const StorePart& part) {
           return part.running.alive;
         });
}

StoreReport report_on(const StoreReader& store) {
  StoreReport out;
  out.rows = store.rows();
  out.structure = store.counts(Stage::structure);
  out.affinity = store.counts(Stage::affinity);
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  out.warnings = count_warnings(store.warning_kinds());
  for (const uint32_t as : store.same_as()) { out.copies += as != no_row ? 1 : 0; }
  const std::vector<std::filesystem::path> sources = store.sources();
  out.whole.path = store.path();
  out.whole.results = count_results(structure, affinity);
  out.whole.running = running_of(store.path());
  for (const auto& source : sources) {
    out.parts.push_back({.path = source, .results = {}, .running = running_of(source)});
  }
  const std::vector<Seconds> predicted = predicted_seconds(store);
  const bool planned = std::any_of(predicted.begin(), predicted.end(),
                                   [](const Seconds& of) { return of.structure > 0; });
  RankSpeeds speeds;
  std::set<std::pair<uint32_t, uint32_t>> ranks;  // part and rank: parts count theirs alike
  double left = 0, measured = 0;
  for (uint64_t first = 0; first < out.rows; first += block) {
    const RowTimes times = store.times(first, std::min(block, out.rows - first));
    for (uint64_t i = 0; i < times.rank.size(); ++i) {
      const uint64_t row = first + i;
      const Seconds& of_row = predicted[row];
      const RowState state = row_state(structure[row], affinity[row]);
      const bool computed = !planned || of_row.structure > 0;  // else it shares another's results
      const double seconds = computed ? seconds_of(times, i, structure[row], affinity[row]) : 0.0;
      measured += seconds;
      if (structure[row] == Status::done) {
        speeds.add(times.rank[i], of_row.structure, times.structure_seconds[i]);
        ranks.emplace(times.store[i], times.rank[i]);
      }
      if (affinity[row] == Status::done) {
        speeds.add(times.rank[i], of_row.affinity, times.affinity_seconds[i]);
      }
      if (structure[row] == Status::pending) { left += of_row.structure; }
      if (affinity[row] == Status::pending) { left += of_row.affinity; }
      if (state == RowState::failed) { ++out.causes[store.error(row).code]; }
      if (times.store[i] >= out.parts.size()) {
        continue;  // no master, or a part that is not there
      }
      StorePart& part = out.parts[times.store[i]];
      count(part.results, state);
      part.device_hours += seconds / hour;
      if (structure[row] == Status::done) { ++part.structures; }
    }
  }
  out.whole.structures = out.structure.done;
  out.whole.device_hours = measured / hour;
  out.whole.ranks = static_cast<uint32_t>(ranks.size());
  for (const auto& [part, rank] : ranks) {
    if (part < out.parts.size()) { ++out.parts[part].ranks; }
  }
  // What a run that has ended would take, nobody can know: who goes on, and when?
  const bool known = speeds.predicted_seconds() > 0 && (out.runs() || left == 0);
  out.device_hours_left = known
                              ? left * speeds.measured_seconds() / speeds.predicted_seconds() / hour
                              : std::numeric_limits<double>::quiet_NaN();
  if (out.whole.results.pending == 0) { out.device_hours_left = 0; }
  if (sources.empty()) { out.slow = speeds.slow(); }
  return out;
}

std::string to_json(const StoreReport& report, const StoreReader& store, bool failed_rows) {
  nlohmann::ordered_json json;
  json["store"] = store.path().string();
  const StoreAttributes& attributes = store.attributes();
  json["weights"] = weights_name(ModelKind::structure, attributes.checkpoint_sha256);
  json["affinity_weights"] =
      weights_name(ModelKind::affinity, attributes.affinity_checkpoint_sha256);
  json["residues"] = attributes.residues;
  json["rows"] = report.rows;
  json["done"] = report.whole.results.done;
  json["failed"] = report.whole.results.failed;
  json["pending"] = report.whole.results.pending;
  json["structure"] = json_of(report.structure);
  json["affinity"] = json_of(report.affinity);
  json["causes"] = nlohmann::ordered_json::object();
  for (const auto& [code, count] : report.causes) {
    json["causes"][std::string(name_of(code))] = count;
  }
  json["warnings"] = {{"rows", report.warnings.rows}, {"kinds", report.warnings.kinds}};
  json["same_as_another"] = report.copies;
  json["running"] = json_of(report.whole.running);  // null: nobody has the store's lock
  json["ranks"] = report.whole.ranks;
  json["device_hours"] = report.whole.device_hours;
  json["device_hours_left"] = report.device_hours_left;  // null where nothing is known
  json["slow_ranks"] = nlohmann::ordered_json::array();
  for (const auto& [rank, factor] : report.slow) {
    json["slow_ranks"].push_back({{"rank", rank}, {"factor", factor}});
  }
  for (const StorePart& part : report.parts) { json["parts"].push_back(json_of(part)); }
  if (failed_rows) { json["failed_rows"] = json_of_failed(store); }
  // ASCII alone: a terminal obeys nothing of it, and names need not be UTF-8.
  return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace bb
