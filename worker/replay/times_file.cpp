#include "worker/replay/times_file.h"

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "io/files/atomic_file.h"

namespace bb::replay {

namespace {

using Json = nlohmann::json;

Json load_json(const std::optional<LoadCost>& load) {
  if (!load) { return nullptr; }
  return {{"seconds", load->seconds},
          {"resident_before", load->before.resident},
          {"resident_after", load->after.resident},
          {"peak_resident", load->after.peak}};
}

Json memory_json(const Measurements& measured) {
  if (!measured.before || !measured.after) { return nullptr; }
  return {{"before", measured.before->allocated},
          {"peak", measured.after->peak},
          {"reserved", measured.after->reserved}};
}

Json stages_json(const StageTimes& times) {
  Json stages = Json::array();
  for (const StageTimes::Stage& stage : times.stages()) {
    stages.push_back(
        {{"name", stage.name}, {"calls", stage.calls_per_run}, {"ms", stage.run_milliseconds}});
  }
  return stages;
}

}  // namespace

void write_times(const std::filesystem::path& path, const Options& options,
                 const Measurements& measured) {
  const Json document = {
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
      {"runs", measured.stages.runs()},
      {"stages", stages_json(measured.stages)},
      {"step_ms", measured.step_milliseconds},
      {"step_host_ms", measured.step_host_milliseconds},
      {"device_memory", memory_json(measured)},
  };
  const std::string text = document.dump() + '\n';
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(text)));
  file.commit();
}

}  // namespace bb::replay
