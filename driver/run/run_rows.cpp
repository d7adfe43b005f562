#include "driver/run/run_rows.h"

#include <algorithm>
#include <ctime>

#include "driver/faults/failpoint.h"
#include "driver/ranks/together.h"
#include "driver/report/published_weights.h"
#include "driver/run/affinity_choice.h"
#include "driver/run/rows_from.h"
#include "driver/run/run_layout.h"
#include "driver/run/run_settings.h"

namespace bb {

namespace {

/// Where no row has a target that can be used, there is nothing to run.
void refuse_bad_targets(const Survey& survey) {
  uint64_t rows = 0;
  std::string all;
  for (const BadTarget& bad : survey.bad_targets) {
    rows += bad.rows;
    all += "\n  " + bad.path + ": " + bad.message;
  }
  if (rows == 0 || rows < survey.rows()) { return; }
  throw UsageError("no row has a target that can be used:" + all);
}

RunWeights weights_of(RunContext& run, const Survey& survey, bool store_has_affinity) {
  const bool any_affinity =
      store_has_affinity || std::ranges::any_of(survey.sizes, &ComplexSize::affinity);
  RunWeights out = read_weights(run.mpi, run.options, run.staging, any_affinity);
  run.staging.forget_names();
  return out;
}

/// What the weights and residues are known as, for the store, the record and who watches.
void tell_weights(RunContext& run, const StoreAttributes& attributes) {
  run.summary.weights = attributes.weights;
  run.summary.affinity_weights = attributes.affinity_weights;
  run.summary.residues = attributes.residues;
  run.say("weights: " + describe_weights(attributes));
  if (const auto warning = residues_warning(attributes, run.options.cache)) {
    run.summary.warnings.push_back(*warning);
    run.say("warning: " + *warning);
  }
}

StoreAttributes attributes_of(const RunContext& run, const RunInputs& inputs, const Survey& survey,
                              const RunWeights& weights) {
  StoreAttributes out = store_attributes(run.options, inputs.affinity);
  out.checkpoint_sha256 = weights.structure_sha256;
  out.affinity_checkpoint_sha256 = weights.affinity_sha256;
  out.weights = weights_name(ModelKind::structure, weights.structure_sha256);
  out.affinity_weights = weights_name(ModelKind::affinity, weights.affinity_sha256);
  out.residues = residues_name(*inputs.components);
  out.input_hash = survey.input_hash;
  out.rdkit_version = run.chemistry.rdkit_version();
  out.made = static_cast<uint64_t>(std::time(nullptr));
  out.shard_index = run.options.shard.index;
  out.shard_count = run.options.shard.count;
  return out;
}

}  // namespace

StoreLayout RunRows::layout(const RunContext& run, StoredPlan plan) const {
  return store_layout(inputs, survey, std::move(plan), store_contents(run.options, weights),
                      attributes);
}

bool take_rows_not_done(RunContext& run, RunInputs& inputs, const Quarantine& quarantine) {
  std::vector<RowId> rows =
      rows_not_done(run.mpi, inputs, run.options, quarantine, run.feature_threads, run.say);
  if (rows.empty()) {
    run.say("there is nothing to compute");
    return false;
  }
  inputs.table->select(std::move(rows));
  return true;
}

Survey survey_run(RunContext& run, const RunInputs& inputs, const RowsSettled& settled) {
  failpoint("survey", run.mpi.rank());
  Survey out =
      survey_inputs(run.mpi, inputs, run.options, settled.quarantine, settled.without_place,
                    std::max(run.feature_threads, run.chemistry.workers()), run.say);
  if (!settled.is_continued) {
    refuse_bad_targets(out);  // a store says more: what is not as it was
  }
  return out;
}

RunRows read_rows(RunContext& run, RunInputs inputs, const RowsSettled& settled) {
  Survey survey = survey_run(run, inputs, settled);
  run.stop_if_told();
  run.say(describe_affinity(run.options, inputs.affinity, *inputs.table, survey));
  RunWeights weights = weights_of(run, survey, settled.has_affinity);
  StoreAttributes attributes = attributes_of(run, inputs, survey, weights);
  tell_weights(run, attributes);
  if (!settled.is_continued) {
    together(run.mpi, [&] {
      check_settings_of_rows_from(run.options, store_contents(run.options, weights), attributes);
    });
  }
  return {.inputs = std::move(inputs),
          .survey = std::move(survey),
          .weights = std::move(weights),
          .attributes = std::move(attributes)};
}

}  // namespace bb
