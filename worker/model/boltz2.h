#pragma once

#include "worker/model/diffusion/atom_diffusion.h"
#include "worker/model/heads/affinity.h"
#include "worker/model/heads/confidence_module.h"
#include "worker/model/trunk/trunk.h"

namespace bb {

/// What a model computed for a batch of B complexes with M samples each.
struct Prediction {
  TrunkOutput trunk;
  Tensor pbfactor;     // (B, N, bins) logits; undefined where the model does not predict B-factors
  Tensor coordinates;  // (B, M, A, 3) Å
  Confidence confidence;
  std::optional<AffinityPrediction> affinity;  // where the checkpoint has affinity modules
};

/// Boltz-2: structure, confidence and, with an affinity checkpoint, binding affinity.
class Boltz2 {
 public:
  struct Options {
    bool keep_confidence_logits = false;
    int64_t max_parallel_samples = 1;  // in the confidence module; bounds its memory
    bool affinity_mw_correction = false;
  };

  /// Throws WeightsError unless the checkpoint is this model's, parameter by parameter.
  Boltz2(const Weights& weights, const HyperParameters& hyper_parameters, const Options& options);

  struct RunOptions {
    int64_t recycling_steps = 3;
    /// At most so many MSA rows of each complex, drawn anew for each pass of the trunk; 0: all.
    int64_t subsampled_msa_rows = 0;
    SamplerOptions sampler;
  };

  /// Runs every stage on features that lie on the model's device.
  Prediction operator()(const Features& features, NoiseSource& noise, const RunOptions& options,
                        const StageObserver& observe = {}) const;

  bool predicts_affinity() const { return affinity_.has_value(); }

 private:
  Trunk trunk_;
  DiffusionConditioning diffusion_conditioning_;
  AtomDiffusion structure_module_;
  std::optional<Linear> bfactor_;
  ConfidenceModule confidence_module_;
  std::optional<Affinity> affinity_;
};

}  // namespace bb
