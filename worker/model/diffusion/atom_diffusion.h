#pragma once

#include "worker/model/diffusion/noise.h"
#include "worker/model/diffusion/noise_schedule.h"
#include "worker/model/diffusion/score_model.h"

namespace bb {

/// One step of the sampler, for tests: Å, (B, M, A, 3).
struct SamplerTrace {
  int64_t step = 0;
  double t_hat = 0;
  Tensor noisy;     // what the network saw
  Tensor denoised;  // what it made of it, before guidance
  Tensor guided;    // after guidance
  Tensor aligned;   // `noisy` moved onto the guided structure
};

/// Draws structures by reverse diffusion (AlphaFold 3, Alg. 18, with alignment at every step).
///
/// B complexes with M samples each go through together. Each complex is centred over its own atoms
/// up to the next multiple of 32, as the reference does for it alone, whatever the batch's padding.
/// Nothing in the loop waits for the device.
class AtomDiffusion {
 public:
  /// A float32 island, as in the reference.
  explicit AtomDiffusion(const Weights& weights) : score_model_(weights.island()["score_model"]) {}

  /// What the trunk gives: s_inputs and s_trunk (B, N, C_s), float32 (float64).
  struct Inputs {
    const Features& features;
    Tensor s_inputs;
    Tensor s_trunk;
    DiffusionConditioningOutput conditioning;  // its biases are consumed
  };

  using Observer = std::function<void(const SamplerTrace&)>;

  /// -> (B, M, A, 3) Å; 0 beyond a complex's own padded atoms
  Tensor sample(Inputs inputs, const SamplerOptions& options, NoiseSource& noise,
                const Observer& observe = {}) const;

  /// The network with its preconditioning at one noise level of the schedule.
  Tensor denoise(const PreparedScore& prepared, const NoiseSchedule& schedule, int64_t step,
                 const Tensor& noisy, const ScoreModel::Observer& observe = {}) const;

  const ScoreModel& score_model() const { return score_model_; }

 private:
  ScoreModel score_model_;
};

}  // namespace bb
