#pragma once

#include <cstdint>

namespace bb {

/// Dimensions of the model; the defaults are the published Boltz-2's.
struct ModelDimensions {
  double token_s = 384, token_z = 128, atom_s = 128, atom_z = 16;
  double pairformer_blocks = 64, single_heads = 16;
  double triangle_heads = 4, triangle_head_width = 32;
  double msa_blocks = 4, msa_s = 64, msa_heads = 8, msa_head_width = 32, outer_product_width = 32;
  double template_blocks = 2, template_dim = 64;
  double token_layers = 24, token_heads = 16;  ///< of the score model; its width is 2 · token_s
  double atom_layers = 3, atom_heads = 4;      ///< of the encoder, and as many of the decoder
  double window_queries = 32, window_keys = 128;
  double confidence_blocks = 8;
  double affinity_blocks = 12;  ///< 8 and 4, of the two modules of the affinity checkpoint
  double distance_bins = 64;
  /// Device bytes of each checkpoint; 0: count what is published, 0.507e9 parameters, in float32.
  uint64_t structure_weight_bytes = 0, affinity_weight_bytes = 0;
};

/// The user's settings that decide the work per complex. Passes are recycling steps + 1.
struct RunSettings {
  uint32_t recycling_steps = 3;
  uint32_t sampling_steps = 200;
  uint32_t diffusion_samples = 1;
  uint32_t recycling_steps_affinity = 5;
  uint32_t sampling_steps_affinity = 200;
  uint32_t diffusion_samples_affinity = 5;
  uint32_t max_parallel_samples = 5;  ///< samples of a complex that are denoised at a time
  uint32_t templates = 0;             ///< most of any complex: the module runs for each
  bool confidence = true;             ///< of the structure stage
  double element_bytes = 2;           ///< of the compute dtype: 4 float32, 2 bfloat16
};

/// What a device does, as far as predictions need it: sustained, not peak. The defaults are
/// guesses from data sheets until measured; they decide the order and the estimates, and no result.
struct DeviceFigures {
  double trunk_flops = 250e12;         ///< per second, products in the compute dtype
  double diffusion_flops = 150e12;     ///< per second, products of the float32 islands
  double bytes_per_second = 2.4e12;    ///< of elementwise work and normalisation
  double seconds_per_launch = 5e-6;    ///< host time of one operation
  double seconds_per_batch = 10e-3;    ///< what a batch costs whatever its size
  double bytes_per_complex_fixed = 0;  ///< device memory beside what is modelled

  /// An H100 or H200, bfloat16 trunk, TF32 diffusion.
  static DeviceFigures gpu() { return {}; }
  /// One CPU of `threads` threads, float32.
  static DeviceFigures cpu(unsigned threads);
};

}  // namespace bb
