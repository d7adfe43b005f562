#include "driver/report/metrics.h"

#include <cmath>
#include <ctime>
#include <sstream>

#include <nlohmann/json.hpp>

#include "io/files/file_error.h"
#include "io/files/new_file.h"
#include "io/files/printable.h"
#include "io/files/regular_file.h"

namespace bb {

namespace {

/// Of a Prometheus label: https://prometheus.io/docs/instrumenting/exposition_formats/
std::string quoted(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') { out += '\\'; }
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return '"' + printable(out) + '"';  // what is not UTF-8 would cost the whole page
}

}  // namespace

Metrics::Metrics(Settings settings) : settings_(std::move(settings)) {}

bool Metrics::due(double seconds) const {
  if (settings_.lines.empty() && settings_.prometheus.empty()) { return false; }
  return !last_ || seconds - *last_ >= settings_.every;
}

std::optional<std::string> Metrics::write(const MetricsSample& sample, double seconds) {
  last_ = seconds;
  const bool line = settings_.lines.empty() || append_line(sample);
  const bool text = settings_.prometheus.empty() || replace_prometheus(sample);
  if ((line && text) || told_) { return std::nullopt; }
  told_ = true;
  return "warning: metrics cannot be written to " +
         (line ? settings_.prometheus : settings_.lines).string() + "; the run goes on";
}

bool Metrics::append_line(const MetricsSample& sample) const {
  const ProgressNumbers& p = sample.progress;
  nlohmann::ordered_json json{{"time", std::time(nullptr)},
                              {"store", settings_.store},
                              {"job", settings_.job},
                              {"attempt", sample.attempt},
                              {"ranks", sample.ranks},
                              {"live_ranks", sample.work.live_ranks},
                              {"total", p.total},
                              {"done", p.done},
                              {"failed", p.failed},
                              {"seconds", p.elapsed_seconds},
                              {"complexes_per_hour", p.complexes_per_hour},
                              {"recent_complexes_per_hour", p.recent_complexes_per_hour},
                              {"device_busy", p.device_busy},
                              {"eta_seconds", p.eta_seconds},  // null: not known
                              {"batches", sample.work.size},
                              {"batches_finished", sample.work.finished},
                              {"batches_in_flight", sample.work.in_flight}};
  json["slow_ranks"] = nlohmann::ordered_json::array();
  for (const auto& [rank, factor] : sample.slow) {
    json["slow_ranks"].push_back({{"rank", rank}, {"factor", factor}});
  }
  const std::string line =
      json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  try {
    write_all(open_regular_file(settings_.lines, FileUse::append), settings_.lines, line.data(),
              line.size());
    return true;
  } catch (const FileError&) { return false; }
}

bool Metrics::replace_prometheus(const MetricsSample& sample) const {
  const ProgressNumbers& p = sample.progress;
  const std::string labels =
      "{store=" + quoted(settings_.store) + ",job=" + quoted(settings_.job) + "}";
  std::ostringstream out;
  const auto gauge = [&](const char* name, const char* help, double value) {
    if (!std::isfinite(value)) { return; }
    out << "# HELP boltz_batch_" << name << ' ' << help << "\n# TYPE boltz_batch_" << name
        << " gauge\nboltz_batch_" << name << labels << ' ' << value << '\n';
  };
  out.precision(15);
  gauge("complexes", "Rows of the store", static_cast<double>(p.total));
  gauge("complexes_done", "Rows with all their results", static_cast<double>(p.done));
  gauge("complexes_failed", "Rows given up", static_cast<double>(p.failed));
  gauge("complexes_per_hour", "Over the last minutes", p.recent_complexes_per_hour);
  gauge("eta_seconds", "Estimated until the end", p.eta_seconds);
  gauge("device_busy_ratio", "Share of the ranks' time that devices compute", p.device_busy);
  gauge("ranks_live", "Ranks that compute", sample.work.live_ranks);
  gauge("ranks_slow", "Ranks far slower than the median", static_cast<double>(sample.slow.size()));
  gauge("batches_in_flight", "Batches that ranks compute now",
        static_cast<double>(sample.work.in_flight));
  gauge("attempt", "Times this store was opened for computing", sample.attempt);
  gauge("last_update_seconds", "Unix time of these numbers",
        static_cast<double>(std::time(nullptr)));
  // node_exporter must never read half a file.
  try {
    replace_file(settings_.prometheus, settings_.prometheus.string() + ".new", out.str());
    return true;
  } catch (const FileError&) { return false; }
}

}  // namespace bb
