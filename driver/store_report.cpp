#include "driver/store_report.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "driver/run_plan.h"

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
        if (place == listed.end() || *place != row) continue;  // another shard's
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

}  // namespace

StoreReport report_on(const StoreReader& store) {
  StoreReport out;
  out.rows = store.rows();
  out.structure = store.counts(Stage::structure);
  out.affinity = store.counts(Stage::affinity);
  const auto structure = store.structure_status(), affinity = store.affinity_status();
  out.results = count_results(structure, affinity);
  const std::vector<Seconds> predicted = predicted_seconds(store);
  RankSpeeds speeds;
  std::set<uint32_t> ranks;
  double left = 0;
  for (uint64_t first = 0; first < out.rows; first += block) {
    const RowTimes times = store.times(first, std::min(block, out.rows - first));
    for (uint64_t i = 0; i < times.rank.size(); ++i) {
      const uint64_t row = first + i;
      const Seconds& of_row = predicted[row];
      if (structure[row] == Status::done) {
        speeds.add(times.rank[i], of_row.structure, times.structure_seconds[i]);
        ranks.insert(times.rank[i]);
      }
      if (affinity[row] == Status::done) {
        speeds.add(times.rank[i], of_row.affinity, times.affinity_seconds[i]);
      }
      if (structure[row] == Status::pending) left += of_row.structure;
      if (affinity[row] == Status::pending) left += of_row.affinity;
      if (row_state(structure[row], affinity[row]) == RowState::failed) {
        ++out.causes[store.error(row).code];
      }
    }
  }
  out.device_hours = speeds.measured_seconds() / hour;
  const bool known = speeds.predicted_seconds() > 0;
  out.device_hours_left = known
                              ? left * speeds.measured_seconds() / speeds.predicted_seconds() / hour
                              : std::numeric_limits<double>::quiet_NaN();
  out.ranks = static_cast<uint32_t>(ranks.size());
  out.slow = speeds.slow();
  return out;
}

std::string to_json(const StoreReport& report, const StoreReader& store) {
  nlohmann::ordered_json json;
  json["store"] = store.path().string();
  json["rows"] = report.rows;
  json["done"] = report.results.done;
  json["failed"] = report.results.failed;
  json["pending"] = report.results.pending;
  json["structure"] = json_of(report.structure);
  json["affinity"] = json_of(report.affinity);
  json["causes"] = nlohmann::ordered_json::object();
  for (const auto& [code, count] : report.causes)
    json["causes"][std::string(name_of(code))] = count;
  json["ranks"] = report.ranks;
  json["device_hours"] = report.device_hours;
  json["device_hours_left"] = report.device_hours_left;  // null where nothing is known
  json["slow_ranks"] = nlohmann::ordered_json::array();
  for (const auto& [rank, factor] : report.slow) {
    json["slow_ranks"].push_back({{"rank", rank}, {"factor", factor}});
  }
  return json.dump();
}

}  // namespace bb
