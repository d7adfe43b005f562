#pragma once

#include "worker/pipeline/pipeline.h"

namespace bb {

/// A batch on its way through the stages. Members that failed have no features.
struct PipelineJob {
  struct Member {
    std::shared_ptr<const PipelineComplex> complex;
    std::optional<Features> features;  // of the stage that comes next
    StructureResult structure;
    std::optional<Failure> failure;  // of the structure, hence of all
    std::vector<float> best;         // coordinates of the best sample, for the affinity stage
    AffinityResult affinity;
    std::optional<Failure> affinity_failure;
  };

  WorkBatch batch;
  std::vector<Member> members;
  std::atomic<size_t> to_prepare = 0;
  double seconds = 0;                                  // on the device
  double structure_seconds = 0, affinity_seconds = 0;  // each member's share

  /// Whether a member's affinity is wanted, and there is a structure for it.
  bool wants_affinity(size_t index) const {
    return batch.members[index].affinity && !members[index].failure;
  }

  /// What the device takes next, and the places of those members, which keep no features.
  struct Taken {
    std::vector<BatchMember> batch;
    std::vector<size_t> places;
  };
  Taken take_features() {
    Taken taken;
    for (size_t i = 0; i < members.size(); ++i) {
      Member& member = members[i];
      if (!member.features) { continue; }
      taken.batch.push_back(
          {.random_key = member.complex->random_key(), .features = std::move(*member.features)});
      member.features.reset();
      taken.places.push_back(i);
    }
    return taken;
  }
};

/// What tells one stage on the device from the other.
template <class Result>
struct PipelineStage {
  using Outcomes = std::vector<std::variant<Result, Failure>>;

  Step step;
  Outcomes (Predictor::*predict)(std::span<const BatchMember>, const PaddedShape&);
  PaddedShape WorkBatch::*shape;
  Result PipelineJob::Member::*result;
  std::optional<Failure> PipelineJob::Member::*failure;
};

inline constexpr PipelineStage<StructureResult> structure_stage{
    .step = Step::structure,
    .predict = &Predictor::structures,
    .shape = &WorkBatch::structure,
    .result = &PipelineJob::Member::structure,
    .failure = &PipelineJob::Member::failure};
inline constexpr PipelineStage<AffinityResult> affinity_stage{
    .step = Step::affinity,
    .predict = &Predictor::affinities,
    .shape = &WorkBatch::affinity,
    .result = &PipelineJob::Member::affinity,
    .failure = &PipelineJob::Member::affinity_failure};

}  // namespace bb
