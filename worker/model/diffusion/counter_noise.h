#pragma once

#include <string_view>

#include "worker/model/diffusion/noise.h"

namespace bb {

/// 64-bit hash (FNV-1a, mixed) of what a complex is, as a text; the same on every machine.
uint64_t complex_key(std::string_view description);
/// What a complex's random numbers are keyed by in the affinity stage.
uint64_t affinity_key(uint64_t complex);

/// Noise from a counter-based generator, so that every number is a function of
///   (run seed, complex, purpose, sample, step, element within the complex's own padded atoms)
/// alone: independent of the batch, its layout, the rank, and the order of evaluation.
///
/// Philox4x32-10 with key = mix(seed, complex) and counter = (element / 4, step, sample, purpose)
/// gives four words, which Box-Muller turns into the normals of elements 4k … 4k+3 (atom · 3 +
/// coordinate). A rotation is uniform: four normals are a random quaternion. Numbers are computed
/// in float32 by arithmetic of our own (no library's vector maths, whose last bit may depend on the
/// machine or on where in an array a number stands), and cast to the dtype of the run.
class CounterNoise : public NoiseSource {
 public:
  /// complexes: `complex_key` (or `affinity_key`) of every complex of the batch.
  CounterNoise(uint64_t seed, std::vector<uint64_t> complexes);

  void begin(const NoiseShape& shape) override;
  Tensor init() override;
  StepNoise step(int64_t index) override;
  /// Rows are ordered by a word of their own, and the first are taken: which depends on nothing
  /// but the run seed, the complex, its number of rows and the pass.
  Tensor msa_rows(int64_t complex, int64_t rows, int64_t drawn, int64_t pass) override;

  /// What the elements of one (complex, sample) are drawn for.
  enum class Purpose : uint32_t { init = 0, eps = 1, rotation = 2, translation = 3, msa = 4 };

  struct Stream {
    uint64_t key = 0;  // of seed and complex
    Purpose purpose = Purpose::init;
    uint32_t sample = 0, step = 0;
  };

  /// Writes elements first … first+count-1 of a stream; `first` is a multiple of 4.
  static void fill_normals(float* out, int64_t first, int64_t count, const Stream& stream);

 private:
  Stream stream(size_t complex, Purpose purpose, int64_t sample, int64_t step) const;
  Tensor host_tensor(at::IntArrayRef sizes, at::ScalarType dtype) const;
  Tensor coordinates(Purpose purpose, int64_t step) const;  // (B, M, A, 3)

  uint64_t seed_;
  std::vector<uint64_t> complexes_;
  NoiseShape shape_;
};

}  // namespace bb
