#include "worker/replay/times_file.h"

#include <ATen/Parallel.h>

#include "io/files/atomic_file.h"
#include "io/files/json_parser.h"

namespace bb::replay {

namespace {

Value numbers(const std::vector<double>& values) {
  return Value::List(values.begin(), values.end());
}

Value rows_of_numbers(const std::vector<std::vector<double>>& rows) {
  Value::List list;
  for (const std::vector<double>& row : rows) { list.push_back(numbers(row)); }
  return list;
}

Value load_json(const std::optional<LoadCost>& load) {
  if (!load) { return {}; }
  return Value::Dict{{"seconds", load->seconds},
                     {"resident_before", load->before.resident},
                     {"resident_after", load->after.resident},
                     {"peak_resident", load->after.peak}};
}

Value memory_json(const Measurements& measured) {
  if (!measured.before || !measured.after) { return {}; }
  return Value::Dict{{"before", measured.before->allocated},
                     {"peak", measured.after->peak},
                     {"reserved", measured.after->reserved}};
}

Value stages_json(const StageTimes& times) {
  Value::List stages;
  for (const StageTimes::Stage& stage : times.stages()) {
    stages.emplace_back(Value::Dict{{"name", stage.name},
                                    {"calls", stage.calls_per_run},
                                    {"ms", numbers(stage.run_milliseconds)}});
  }
  return stages;
}

}  // namespace

void write_times(const std::filesystem::path& path, const Options& options,
                 const Measurements& measured) {
  const Value::Dict document = {
      {"program", "boltz-replay"},
      {"stage", options.stage},
      {"device", options.device},
      {"dtype", options.dtype},
      {"matmul_precision", options.matmul_precision},
      {"threads", at::get_num_threads()},
      {"batch", measured.batch},
      {"tokens", measured.tokens},
      {"atoms", measured.atoms},
      {"msa_rows", measured.msa_rows},
      {"recycling_steps", measured.recycling_steps},
      {"sampling_steps", measured.sampling_steps},
      {"samples", measured.samples},
      {"load", load_json(measured.load)},
      {"runs", static_cast<int64_t>(measured.stages.runs())},
      {"stages", stages_json(measured.stages)},
      {"step_ms", rows_of_numbers(measured.step_milliseconds)},
      {"step_host_ms", rows_of_numbers(measured.step_host_milliseconds)},
      {"device_memory", memory_json(measured)},
  };
  const std::string text = to_json(document) + '\n';
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

}  // namespace bb::replay
