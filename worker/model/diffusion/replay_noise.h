#pragma once

#include "worker/model/diffusion/noise.h"

namespace bb {

/// Random numbers that the reference drew for one complex, by the names it is dumped with.
struct RecordedNoise {
  Tensor init;         // (M, A, 3) noise.init
  Tensor rotation;     // (S, M, 3, 3) noise.R
  Tensor translation;  // (S, M, 1, 3) noise.trans
  Tensor eps;          // (S, M, A, 3) noise.eps
};

/// Recorded noise does not fit the run it is replayed in.
class NoiseError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Replays recorded noise, one record per complex of the batch. A must be the complex's own padded
/// atoms, M and S the run's; anything else throws NoiseError from `begin`.
class ReplayNoise : public NoiseSource {
 public:
  explicit ReplayNoise(std::vector<RecordedNoise> complexes);

  void begin(const NoiseShape& shape) override;
  Tensor init() override;
  StepNoise step(int64_t index) override;
  /// Throws NoiseError: what rows the reference drew is not recorded.
  Tensor msa_rows(int64_t complex, int64_t rows, int64_t drawn, int64_t pass) override;

 private:
  std::vector<RecordedNoise> complexes_;
  Tensor init_, rotation_, translation_, eps_;  // joined: (B, M, …) and (S, B, M, …)
};

}  // namespace bb
