#include "worker/model/diffusion/atom_diffusion.h"

#include <algorithm>

#include "worker/model/diffusion/guidance.h"
#include "worker/model/diffusion/rigid_align.h"

namespace bb {

namespace {

/// Each complex's own padded atoms within the batch's.
class OwnAtoms {
 public:
  OwnAtoms(const NoiseShape& shape) {
    uniform_ = std::all_of(shape.padded_atoms.begin(), shape.padded_atoms.end(),
                           [&](int64_t own) { return own == shape.atoms; });
    if (uniform_) { return; }
    const auto options = at::TensorOptions(shape.device).dtype(shape.dtype);
    count_ = at::tensor(at::ArrayRef<int64_t>(shape.padded_atoms)).to(options).view({-1, 1, 1, 1});
    mask_ = at::arange(shape.atoms, options).view({1, 1, -1, 1}).lt(count_).to(shape.dtype);
  }

  /// x (B, M, A, 3), 0 beyond the own atoms -> its mean over them, (B, M, 1, 3)
  Tensor mean(const Tensor& x) const {
    return uniform_ ? x.mean(-2, true) : x.sum(-2, true).div_(count_);
  }

  void clear_beyond(Tensor& x) const {
    if (!uniform_) { x.mul_(mask_); }
  }

 private:
  bool uniform_ = false;
  Tensor count_;  // (B, 1, 1, 1)
  Tensor mask_;   // (B, 1, A, 1)
};

NoiseShape noise_shape(const Features& features, const SamplerOptions& options,
                       at::ScalarType dtype) {
  NoiseShape shape{.padded_atoms = {},
                   .samples = options.samples,
                   .atoms = features.atoms(),
                   .steps = options.steps,
                   .device = features.atom_mask.device(),
                   .dtype = dtype};
  for (const ComplexLayout& layout : features.layout) {
    shape.padded_atoms.push_back(layout.padded_atoms);
  }
  return shape;
}

}  // namespace

Tensor AtomDiffusion::denoise(const PreparedScore& prepared, const NoiseSchedule& schedule,
                              int64_t step, const Tensor& noisy,
                              const ScoreModel::Observer& observe) const {
  const NoiseSchedule::Step& level = schedule.steps[static_cast<size_t>(step)];
  const Tensor update = score_model_(prepared, noisy * level.c_in, step, observe);
  return (noisy * level.c_skip).add_(update, level.c_out);
}

Tensor AtomDiffusion::sample(Inputs inputs, const SamplerOptions& options, NoiseSource& noise,
                             const Observer& observe) const {
  const Features& features = inputs.features;
  const at::ScalarType dtype = inputs.s_trunk.scalar_type();
  const NoiseSchedule schedule(options, dtype);
  const NoiseShape shape = noise_shape(features, options, dtype);
  noise.begin(shape);
  const OwnAtoms own(shape);
  const Guidance guidance(features, dtype);
  const PreparedScore prepared = score_model_.prepare(
      features, inputs.s_inputs, inputs.s_trunk, std::move(inputs.conditioning),
      schedule.times.to(shape.device), options.samples);
  const Tensor align_weights =
      normalised_weights(features.atom_mask.to(dtype)).unsqueeze(1);  // (B, 1, A)

  Tensor x = noise.init() * schedule.sigmas[0].item<double>();  // (B, M, A, 3)
  for (int64_t step = 0; step < options.steps; ++step) {
    const NoiseSchedule::Step& level = schedule.steps[static_cast<size_t>(step)];
    const StepNoise drawn = noise.step(step);
    Tensor noisy = at::matmul(x - own.mean(x), drawn.rotation).add_(drawn.translation);
    if (level.noise > 0) { noisy.add_(drawn.eps, level.noise); }

    Tensor denoised = denoise(prepared, schedule, step, noisy);
    const Tensor before_guidance = observe ? denoised.clone() : Tensor();
    if (options.contact_guidance && !guidance.empty() && step < options.steps - 1) {
      const double progress = 1 - static_cast<double>(step) / static_cast<double>(options.steps);
      guidance(denoised, progress);
    }

    const Tensor aligned = weighted_rigid_align(noisy, denoised, align_weights);
    if (observe) {
      observe({.step = step,
               .t_hat = level.t_hat,
               .noisy = noisy,
               .denoised = before_guidance,
               .guided = denoised,
               .aligned = aligned});
    }
    // x + step_scale (σ' - t) (x - x̂) / t moves x by that share of the way to x̂.
    const double share = options.step_scale * (level.t_hat - level.sigma_next) / level.t_hat;
    x = at::lerp(aligned, denoised, share);
    own.clear_beyond(x);
  }
  return x;
}

}  // namespace bb
