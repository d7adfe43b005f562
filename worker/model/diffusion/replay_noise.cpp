#include "worker/model/diffusion/replay_noise.h"

#include <sstream>

namespace bb {

namespace {

void check(const Tensor& tensor, std::string_view name, size_t complex, at::IntArrayRef wanted) {
  std::ostringstream message;
  message << "recorded noise '" << name << "' of complex " << complex << " of the batch ";
  if (!tensor.defined()) {
    message << "is missing; record the reference's random draws again with all four tensors";
    throw NoiseError(message.str());
  }
  if (tensor.sizes() != wanted) {
    message << "has shape " << tensor.sizes() << " where this run needs " << wanted
            << " (steps, samples, padded atoms, 3): replay it with the same sampling steps and "
               "samples on the same features";
    throw NoiseError(message.str());
  }
  if (!at::isFloatingType(tensor.scalar_type()) || !tensor.isfinite().all().item<bool>()) {
    message << "holds something other than finite floating-point numbers";
    throw NoiseError(message.str());
  }
}

}  // namespace

ReplayNoise::ReplayNoise(std::vector<RecordedNoise> complexes) : complexes_(std::move(complexes)) {}

void ReplayNoise::begin(const NoiseShape& shape) {
  if (complexes_.size() != shape.padded_atoms.size()) {
    throw NoiseError("there is recorded noise for " + std::to_string(complexes_.size()) +
                     " complexes and a batch of " + std::to_string(shape.batch()) +
                     "; give one record per complex");
  }
  const int64_t steps = shape.steps, samples = shape.samples;
  std::vector<Tensor> init, rotation, translation, eps;
  for (size_t i = 0; i < complexes_.size(); ++i) {
    const RecordedNoise& one = complexes_[i];
    const int64_t atoms = shape.padded_atoms[i];
    check(one.init, "noise.init", i, {samples, atoms, 3});
    check(one.rotation, "noise.R", i, {steps, samples, 3, 3});
    check(one.translation, "noise.trans", i, {steps, samples, 1, 3});
    check(one.eps, "noise.eps", i, {steps, samples, atoms, 3});
    const auto pad = [&](const Tensor& x) {
      return at::constant_pad_nd(x.to(shape.dtype), {0, 0, 0, shape.atoms - atoms});
    };
    init.push_back(pad(one.init));
    rotation.push_back(one.rotation.to(shape.dtype));
    translation.push_back(one.translation.to(shape.dtype));
    eps.push_back(pad(one.eps));
  }
  init_ = at::stack(init, 0).to(shape.device);                // (B, M, A, 3)
  rotation_ = at::stack(rotation, 1).to(shape.device);        // (S, B, M, 3, 3)
  translation_ = at::stack(translation, 1).to(shape.device);  // (S, B, M, 1, 3)
  eps_ = at::stack(eps, 1).to(shape.device);                  // (S, B, M, A, 3)
}

Tensor ReplayNoise::init() { return init_; }

StepNoise ReplayNoise::step(int64_t index) {
  return {.rotation = rotation_.select(0, index),
          .translation = translation_.select(0, index),
          .eps = eps_.select(0, index)};
}

Tensor ReplayNoise::msa_rows(int64_t, int64_t, int64_t, int64_t) {
  throw NoiseError(
      "the MSA cannot be subsampled where noise is replayed: its rows are not recorded");
}

}  // namespace bb
