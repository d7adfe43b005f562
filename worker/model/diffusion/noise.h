#pragma once

#include "worker/model/core/features.h"

namespace bb {

/// The sizes and place of the random numbers of one run of the sampler.
struct NoiseShape {
  std::vector<int64_t> padded_atoms;  // per complex, its own atoms up to the multiple of 32
  int64_t samples = 1;                // M
  int64_t atoms = 0;                  // A, of the batch
  int64_t steps = 0;
  at::Device device = at::kCPU;
  at::ScalarType dtype = at::kFloat;

  int64_t batch() const { return static_cast<int64_t>(padded_atoms.size()); }
};

/// The random numbers of one step.
struct StepNoise {
  Tensor rotation;     // (B, M, 3, 3), to be applied as x · R
  Tensor translation;  // (B, M, 1, 3), Å, standard normal
  Tensor eps;          // (B, M, A, 3), standard normal; 0 beyond a complex's own padded atoms
};

/// Where a run's random numbers come from. One source serves one run: `msa_rows` for each pass of
/// the trunk where the MSA is subsampled, `begin`, `init`, then `step` for 0, 1, 2 ….
class NoiseSource {
 public:
  virtual ~NoiseSource() = default;

  virtual void begin(const NoiseShape& shape) = 0;
  virtual Tensor init() = 0;  // (B, M, A, 3), as StepNoise::eps
  virtual StepNoise step(int64_t index) = 0;

  /// `drawn` of a complex's `rows` MSA rows without replacement, for one pass: (drawn) int64 on the
  /// host, ascending; 0 < drawn < rows.
  virtual Tensor msa_rows(int64_t complex, int64_t rows, int64_t drawn, int64_t pass) = 0;
};

}  // namespace bb
