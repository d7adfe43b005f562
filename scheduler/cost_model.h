#pragma once

#include <cstdint>

#include "scheduler/cost_settings.h"

namespace bb {

/// A padded batch.
struct BatchShape {
  uint32_t complexes = 1;
  uint32_t tokens = 0;
  uint32_t atoms = 0;
  uint32_t msa_rows = 1;
  bool operator==(const BatchShape&) const = default;
};

/// Work of one stage of a batch, in floating-point operations of products (a multiply-add is two).
struct StageFlops {
  double trunk = 0;       ///< all passes of templates, MSA and pairformer
  double diffusion = 0;   ///< conditioning, and all steps and samples of the score model
  double confidence = 0;  ///< structure stage: confidence; affinity stage: the affinity modules

  double total() const noexcept { return trunk + diffusion + confidence; }
};

/// Seconds and device bytes of batches, from the shapes of the model's products. Uses + − × ÷,
/// minimum and maximum only, so that every rank of a job gets the same doubles.
class CostModel {
 public:
  /// Throws std::invalid_argument for settings that are not positive.
  CostModel(const RunSettings& settings, const DeviceFigures& figures,
            const ModelDimensions& dimensions = {});

  /// The affinity stage is given the padded shape of its crop.
  StageFlops structure_flops(const BatchShape& shape) const noexcept;
  StageFlops affinity_flops(const BatchShape& shape) const noexcept;

  /// On the device; reading and featurising are not in it.
  double structure_seconds(const BatchShape& shape) const noexcept;
  double affinity_seconds(const BatchShape& shape) const noexcept;

  /// Largest amount held at once, without the weights.
  uint64_t structure_bytes(const BatchShape& shape) const noexcept;
  uint64_t affinity_bytes(const BatchShape& shape) const noexcept;

  uint64_t structure_weight_bytes() const noexcept;
  uint64_t affinity_weight_bytes() const noexcept;

  const RunSettings& settings() const noexcept { return settings_; }

 private:
  struct Passes {
    double trunk;        // passes of the trunk
    double steps;        // of the sampler
    double samples;      // of each complex
    double confidence;   // samples that the confidence module scores
    double pair_blocks;  // of the affinity modules, without a single track
  };
  Passes structure_passes() const noexcept;
  Passes affinity_passes() const noexcept;

  double pair_block_flops(double tokens, double width) const noexcept;
  double pairformer_block_flops(double tokens) const noexcept;
  double msa_block_flops(double tokens, double msa_rows) const noexcept;
  double conditioning_flops(double tokens, double atoms) const noexcept;
  double denoising_step_flops(double tokens, double atoms) const noexcept;
  StageFlops flops(const BatchShape& shape, const Passes& passes) const noexcept;
  double seconds(const BatchShape& shape, const Passes& passes) const noexcept;
  uint64_t bytes(const BatchShape& shape, const Passes& passes) const noexcept;

  RunSettings settings_;
  DeviceFigures figures_;
  ModelDimensions dims_;
};

}  // namespace bb
