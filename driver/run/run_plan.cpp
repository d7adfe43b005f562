#include "driver/run/run_plan.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

#include "driver/ranks/devices.h"
#include "driver/report/progress_line.h"
#include "driver/run/model_dimensions.h"
#include "driver/run/run_settings.h"
#include "scheduler/plan_statistics.h"

namespace bb {

namespace {

constexpr uint64_t gibibyte = uint64_t{1} << 30U;

__attribute__((format(printf, 1, 2))) std::string print(const char* format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

/// Bytes of this rank's device that a batch may take, in whole GiB so that equal cards plan alike.
uint64_t device_memory(const Options& options, const Machine& machine) {
  if (options.device == "cpu") {
    // Not divided by ranks: the plan must not depend on them. A CPU's batch is one complex, so this
    // only tells which are too large.
    return std::max(gibibyte, machine.memory / 2 / gibibyte * gibibyte);
  }
  return std::max(gibibyte, cuda_memory(machine.device) * 9 / 10 / gibibyte * gibibyte);
}

/// Rows that share another's results are not planned again.
std::vector<ComplexSize> sizes_to_plan(const Survey& survey) {
  std::vector<ComplexSize> sizes = survey.sizes;
  for (uint64_t row = 0; row < sizes.size(); ++row) {
    if (survey.computed_as[row] != row) { sizes[row].tokens = 0; }
  }
  return sizes;
}

/// The plan as the store keeps it, with the rows that share results appended to its members, which
/// are rows of the list.
StoredPlan to_stored(Plan plan, const Survey& survey, const RowTable& table) {
  const auto listed = [&](uint64_t place) {
    return static_cast<uint32_t>(table.listed_as(PlaceId(place)).value());
  };
  for (uint32_t& member : plan.members) { member = listed(member); }
  plan.rows = table.listed();
  const PlanArrays arrays = to_arrays(plan);
  StoredPlan out;
  for (const char* const name : PlanArrays::column_names) { out.columns.emplace_back(name); }
  out.batches = arrays.batches;
  out.seconds = arrays.seconds;
  out.members = arrays.members;
  for (uint64_t row = 0; row < survey.rows(); ++row) {
    if (survey.computed_as[row] != row && survey.sizes[row].tokens > 0) {
      out.members.push_back(listed(row));
    }
  }
  out.rows = arrays.rows;
  out.models_take_turns = arrays.models_take_turns;
  out.checksum = arrays.checksum;
  return out;
}

PlanOptions plan_options(const RunContext& run, const ModelDimensions& dimensions) {
  const Options& options = run.options;
  PlanOptions out;
  out.dimensions = dimensions;
  out.settings.recycling_steps = static_cast<uint32_t>(options.recycling_steps);
  out.settings.sampling_steps = static_cast<uint32_t>(options.sampling_steps);
  out.settings.diffusion_samples = static_cast<uint32_t>(options.diffusion_samples);
  out.settings.recycling_steps_affinity = static_cast<uint32_t>(options.recycling_steps_affinity);
  out.settings.sampling_steps_affinity = static_cast<uint32_t>(options.sampling_steps_affinity);
  out.settings.diffusion_samples_affinity =
      static_cast<uint32_t>(options.diffusion_samples_affinity);
  // Our sampler denoises all samples of a complex at a time.
  out.settings.max_parallel_samples = static_cast<uint32_t>(
      std::max(options.diffusion_samples, options.diffusion_samples_affinity));
  out.settings.element_bytes =
      options.compute_dtype == "float64" ? 8 : (options.compute_dtype == "float32" ? 4 : 2);
  out.figures = options.device == "cpu" ? DeviceFigures::cpu(1) : DeviceFigures::gpu();
  out.memory_bytes = options.plan_memory > 0 ? options.plan_memory
                                             : run.mpi.least(device_memory(options, run.machine));
  if (options.max_batch_size > 0) {
    out.max_batch_size = options.max_batch_size;
  } else if (options.device == "cpu") {
    // A batch's complexes are computed side by side, one on each thread; small batches end
    // together.
    const uint64_t threads = run.mpi.least(static_cast<uint64_t>(run.device_threads));
    out.max_batch_size = static_cast<uint32_t>(std::min<uint64_t>(out.max_batch_size, threads));
  }
  return out;
}

}  // namespace

RunPlan make_run_plan(const RunContext& run, const RunRows& rows) {
  const RunWeights& weights = rows.weights;
  const ModelDimensions dimensions = dimensions_of(
      weights.structure.state, weights.affinity ? weights.affinity->state : StateDict(),
      static_cast<double>(c10::elementSize(compute_dtype(run.options))));
  RunPlan out;
  out.options = plan_options(run, dimensions);
  out.plan = make_plan(sizes_to_plan(rows.survey), out.options);
  out.stored = to_stored(out.plan, rows.survey, *rows.inputs.table);
  return out;
}

PlanArrays from_stored(const StoredPlan& stored) {
  PlanArrays out;
  if (stored.columns.size() != PlanArrays::columns) {
    throw std::runtime_error("the store's plan has other columns than this program's");
  }
  out.rows = stored.rows;
  out.models_take_turns = stored.models_take_turns;
  out.batches = stored.batches;
  out.seconds = stored.seconds;
  uint64_t planned = 0;
  for (size_t i = 1; i < stored.batches.size(); i += PlanArrays::columns) {
    planned += stored.batches[i];
  }
  out.members.assign(stored.members.begin(),
                     stored.members.begin() + static_cast<ptrdiff_t>(std::min<uint64_t>(
                                                  planned, stored.members.size())));
  out.checksum = stored.checksum;
  return out;
}

std::string describe(const RunPlan& plan, const Survey& survey, int ranks, uint64_t store_bytes) {
  const std::vector<ComplexSize> sizes = sizes_to_plan(survey);
  const PlanStatistics s = statistics_of(plan.plan, sizes, plan.options);
  uint64_t shared = 0;
  for (uint64_t row = 0; row < survey.rows(); ++row) { shared += survey.computed_as[row] != row; }
  const auto mib = [](uint64_t bytes) { return static_cast<double>(bytes) / 0x1p20; };
  std::string out;
  out += print(
      "rows        %llu: %llu complexes to compute, %llu the same as another, %zu with errors\n",
      static_cast<unsigned long long>(survey.rows()), static_cast<unsigned long long>(s.complexes),
      static_cast<unsigned long long>(shared), survey.problems.size());
  uint64_t wanted = 0;
  for (const ComplexSize& size : survey.sizes) { wanted += size.affinity ? 1 : 0; }
  out += print("affinity    %llu rows, %llu complexes to compute\n",
               static_cast<unsigned long long>(wanted),
               static_cast<unsigned long long>(s.affinity_complexes));
  out += print(
      "batches     %llu in %llu shapes; %.1f %% of tokens and %.1f %% of products are padding\n",
      static_cast<unsigned long long>(s.batches), static_cast<unsigned long long>(s.shapes),
      100 * s.token_waste, 100 * s.flops_waste);
  for (const LengthBucket& bucket : s.buckets) {
    out += print("  %5u to %5u tokens: %8llu complexes, %7llu batches, %s\n", bucket.min_tokens,
                 bucket.max_tokens, static_cast<unsigned long long>(bucket.complexes),
                 static_cast<unsigned long long>(bucket.batches),
                 duration_text(bucket.seconds).c_str());
  }
  out += print(
      "work        %.3g TFLOP; estimated %s on %d rank%s, of which the longest batch takes %s\n",
      s.flops / 1e12, duration_text(std::max(s.seconds() / ranks, s.longest_batch_seconds)).c_str(),
      ranks, ranks == 1 ? "" : "s", duration_text(s.longest_batch_seconds).c_str());
  out +=
      print("memory      largest batch %.0f MiB beside %.0f MiB of weights, planned for %.0f MiB\n",
            mib(s.largest_bytes), mib(s.weight_bytes), mib(plan.options.memory_bytes));
  if (s.too_large > 0) {
    out += print("too large   %llu complexes are predicted not to fit; each is tried alone\n",
                 static_cast<unsigned long long>(s.too_large));
  }
  out += print("store       %.1f MiB\n", mib(store_bytes));
  return out;
}

}  // namespace bb
