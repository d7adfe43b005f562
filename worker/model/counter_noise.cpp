#include "worker/model/counter_noise.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "worker/model/philox.h"

namespace bb {

namespace {

constexpr int64_t block_normals = 4;

uint64_t mix(uint64_t x) {  // the finaliser of splitmix64
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

/// log(u) of 0 < u <= 1 to a few units in the last place. Written out, as are sine and cosine
/// below, so that the compiler can vectorise them and every machine gets the same numbers.
inline float log_of(float u) {
  const auto bits = std::bit_cast<int32_t>(u);
  const int32_t exponent = (bits - 0x3F3504F3) >> 23;  // leaves a mantissa in [√½, √2)
  const float m = std::bit_cast<float>(bits - exponent * (1 << 23));
  const float s = (m - 1.0F) / (m + 1.0F), z = s * s;  // log m = 2 artanh s
  const float series = 1.0F + z * (1.0F / 3 + z * (1.0F / 5 + z * (1.0F / 7 + z * (1.0F / 9))));
  return static_cast<float>(exponent) * std::numbers::ln2_v<float> + 2.0F * s * series;
}

/// Two normals from two words (Box-Muller): 31 bits of radius, 2 of quadrant and 30 of angle.
inline void box_muller(uint32_t word0, uint32_t word1, float& first, float& second) {
  constexpr float step31 = 0x1p-31F, step30 = 0x1p-30F;
  const float u = (static_cast<float>(static_cast<int32_t>(word0 >> 1)) + 0.5F) * step31;
  const float radius = std::sqrt(-2.0F * log_of(std::min(u, 1.0F)));
  const auto fraction = static_cast<float>(static_cast<int32_t>(word1 & 0x3FFFFFFF));
  const float x = (fraction * step30 - 0.5F) * (std::numbers::pi_v<float> / 2), y = x * x;
  const float sine =
      x * (1.0F - y * (1.0F / 6 - y * (1.0F / 120 - y * (1.0F / 5040 - y * (1.0F / 362880)))));
  const float cosine =
      1.0F - y * (0.5F - y * (1.0F / 24 -
                              y * (1.0F / 720 - y * (1.0F / 40320 - y * (1.0F / 3628800)))));
  const auto quadrant = static_cast<int32_t>(word1 >> 30);
  const float a = (quadrant & 1) != 0 ? sine : cosine;
  const float b = (quadrant & 1) != 0 ? cosine : sine;
  const float sign_a = ((quadrant + 1) & 2) != 0 ? -radius : radius;  // quadrants 1 and 2
  const float sign_b = (quadrant & 2) != 0 ? -radius : radius;        // quadrants 2 and 3
  first = a * sign_a;
  second = b * sign_b;
}

}  // namespace

uint64_t complex_key(std::string_view id) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : id) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return mix(hash);
}

CounterNoise::CounterNoise(uint64_t seed, std::vector<uint64_t> complexes)
    : seed_(seed), complexes_(std::move(complexes)) {}

void CounterNoise::fill_normals(float* out, int64_t first, int64_t count, const Stream& stream) {
  TORCH_INTERNAL_ASSERT(first % block_normals == 0);
  constexpr size_t lanes = 32;  // counters at a time, one array per word, for the vectoriser
  constexpr auto group = static_cast<int64_t>(lanes) * block_normals;
  const PhiloxKey key{static_cast<uint32_t>(stream.key), static_cast<uint32_t>(stream.key >> 32)};
  std::array<float, lanes * block_normals> normals;
  for (int64_t done = 0; done < count; done += group) {
    const auto block = static_cast<uint32_t>((first + done) / block_normals);
    for (size_t i = 0; i < lanes; ++i) {
      const PhiloxBlock words = philox4x32_10({block + static_cast<uint32_t>(i), stream.step,
                                               stream.sample,
                                               static_cast<uint32_t>(stream.purpose)}, key);
      box_muller(words[0], words[1], normals[4 * i], normals[4 * i + 1]);
      box_muller(words[2], words[3], normals[4 * i + 2], normals[4 * i + 3]);
    }
    std::copy_n(normals.begin(), std::min(group, count - done), out + done);
  }
}

CounterNoise::Stream CounterNoise::stream(size_t complex, Purpose purpose, int64_t sample,
                                          int64_t step) const {
  return {.key = mix(mix(seed_) ^ complexes_[complex]),
          .purpose = purpose,
          .sample = static_cast<uint32_t>(sample),
          .step = static_cast<uint32_t>(step)};
}

Tensor CounterNoise::host_tensor(at::IntArrayRef sizes, at::ScalarType dtype) const {
  // Page-locked memory lets the copy to the device run behind the host's back.
  return at::empty(sizes, at::TensorOptions(dtype).pinned_memory(shape_.device.is_cuda()));
}

void CounterNoise::begin(const NoiseShape& shape) {
  if (complexes_.size() != shape.padded_atoms.size()) {
    throw std::invalid_argument("the noise is keyed for " + std::to_string(complexes_.size()) +
                                " complexes and the batch has " + std::to_string(shape.batch()));
  }
  shape_ = shape;
}

Tensor CounterNoise::coordinates(Purpose purpose, int64_t step) const {
  Tensor values = host_tensor({shape_.batch(), shape_.samples, shape_.atoms, 3}, at::kFloat);
  auto* const out = values.mutable_data_ptr<float>();
  const int64_t row = shape_.atoms * 3;
  constexpr int64_t chunk = 4096;  // normals per task, a multiple of four
  const int64_t chunks = (row + chunk - 1) / chunk;
  at::parallel_for(0, shape_.batch() * shape_.samples * chunks, 1, [&](int64_t from, int64_t to) {
    for (int64_t task = from; task < to; ++task) {
      const int64_t sample_row = task / chunks, first = task % chunks * chunk;
      const auto complex = static_cast<size_t>(sample_row / shape_.samples);
      const int64_t end = std::min(row, first + chunk);
      const int64_t own = std::clamp(shape_.padded_atoms[complex] * 3, first, end);
      float* const at_row = out + sample_row * row;
      fill_normals(at_row + first, first, own - first,
                   stream(complex, purpose, sample_row % shape_.samples, step));
      std::fill(at_row + own, at_row + end, 0.0F);
    }
  });
  return values.to(at::TensorOptions(shape_.device).dtype(shape_.dtype), /*non_blocking=*/true);
}

Tensor CounterNoise::init() { return coordinates(Purpose::init, 0); }

StepNoise CounterNoise::step(int64_t index) {
  Tensor rotation = host_tensor({shape_.batch(), shape_.samples, 3, 3}, at::kDouble);
  Tensor translation = host_tensor({shape_.batch(), shape_.samples, 1, 3}, at::kFloat);
  auto* r = rotation.mutable_data_ptr<double>();
  auto* t = translation.mutable_data_ptr<float>();
  for (size_t complex = 0; complex < complexes_.size(); ++complex) {
    for (int64_t sample = 0; sample < shape_.samples; ++sample, r += 9, t += 3) {
      std::array<float, 4> q{};
      fill_normals(q.data(), 0, 4, stream(complex, Purpose::rotation, sample, index));
      fill_normals(t, 0, 3, stream(complex, Purpose::translation, sample, index));
      const double w = q[0], x = q[1], y = q[2], z = q[3];
      const double s = 2 / (w * w + x * x + y * y + z * z);
      const std::array<double, 9> matrix{
          1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w),
          s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w),
          s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)};
      std::copy(matrix.begin(), matrix.end(), r);
    }
  }
  const auto options = at::TensorOptions(shape_.device).dtype(shape_.dtype);
  return {.rotation = rotation.to(options, /*non_blocking=*/true),
          .translation = translation.to(options, /*non_blocking=*/true),
          .eps = coordinates(Purpose::eps, index)};
}

}  // namespace bb
