#pragma once

#include "worker/model/diffusion/noise.h"
#include "worker/replay/options.h"

namespace bb::replay {

/// The features that the options name, as one batch on the CPU. Throws FeaturesError with the file.
Features read_features(const Options& options);

/// Recorded noise where the options name some, else drawn from the seed and the files' names.
std::unique_ptr<NoiseSource> make_noise(const Options& options);

}  // namespace bb::replay
