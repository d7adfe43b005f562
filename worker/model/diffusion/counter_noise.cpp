#include "worker/model/diffusion/counter_noise.h"

#include <algorithm>
#include <bit>
#include <numbers>

#include <ATen/Parallel.h>

#include "worker/model/diffusion/philox.h"

namespace bb {

namespace {

constexpr int64_t block_normals = 4;

uint64_t mix(uint64_t x) {  // the finaliser of splitmix64
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// The functions below are written out so that the compiler turns the loops over them into vector
// code, and so that every machine gets the same numbers.

/// log(u) of 0 < u <= 1, to a few units in the last place.
inline float log_of(float u) {
  const auto bits = std::bit_cast<uint32_t>(u);
  // The exponent that leaves a mantissa m in [√½, √2); log m = 2 artanh s.
  const auto exponent = static_cast<int32_t>(bits - 0x3F3504F3) >> 23;
  const float m = std::bit_cast<float>(bits - (static_cast<uint32_t>(exponent) << 23));
  const float s = (m - 1.0F) / (m + 1.0F), z = s * s;
  const float series = 1.0F + z * (1.0F / 3 + z * (1.0F / 5 + z * (1.0F / 7 + z * (1.0F / 9))));
  return static_cast<float>(exponent) * std::numbers::ln2_v<float> + 2.0F * s * series;
}

/// √x by Newton's method for 1/√x; the library's sets errno, which forbids vector code.
inline float sqrt_of(float x) {
  float y = std::bit_cast<float>(0x5F3759DF - (std::bit_cast<uint32_t>(x) >> 1));
  for (int i = 0; i < 4; ++i) { y *= 1.5F - 0.5F * x * y * y; }
  return x * y;
}

constexpr size_t lanes = 16;  // counters at a time
using Words = std::array<uint32_t, lanes>;
using Normals = std::array<float, lanes>;

/// Philox4x32-10 of many counters that differ in their first word: `philox4x32_10`, lane by lane.
std::array<Words, 4> philox_lanes(uint32_t first_block, PhiloxBlock counter, PhiloxKey key) {
  std::array<Words, 4> w;
  for (uint32_t i = 0; i < lanes; ++i) {
    w[0][i] = first_block + i;
    for (size_t word = 1; word < 4; ++word) { w[word][i] = counter[word]; }
  }
  for (int round = 0; round < 10; ++round) {
    for (size_t i = 0; i < lanes; ++i) {
      const uint64_t product0 = philox_multiplier0 * w[0][i];
      const uint64_t product1 = philox_multiplier1 * w[2][i];
      w[0][i] = static_cast<uint32_t>(product1 >> 32) ^ w[1][i] ^ key[0];
      w[2][i] = static_cast<uint32_t>(product0 >> 32) ^ w[3][i] ^ key[1];
      w[1][i] = static_cast<uint32_t>(product1);
      w[3][i] = static_cast<uint32_t>(product0);
    }
    key[0] += philox_weyl0;
    key[1] += philox_weyl1;
  }
  return w;
}

/// Two normals from two words (Box-Muller): 31 bits of radius, 2 of quadrant and 30 of angle.
void box_muller_lanes(const Words& radius_bits, const Words& angle_bits, Normals& first,
                      Normals& second) {
  for (size_t i = 0; i < lanes; ++i) {
    const auto level = static_cast<float>(static_cast<int32_t>(radius_bits[i] >> 1));
    const float u = (level + 0.5F) * 0x1p-31F;  // rounds to 1 at most
    const float radius = sqrt_of(-2.0F * log_of(u));
    const auto fraction = static_cast<float>(static_cast<int32_t>(angle_bits[i] & 0x3FFFFFFF));
    const float x = (fraction * 0x1p-30F - 0.5F) * (std::numbers::pi_v<float> / 2), y = x * x;
    const float sine =
        x * (1.0F - y * (1.0F / 6 - y * (1.0F / 120 - y * (1.0F / 5040 - y * (1.0F / 362880)))));
    const float cosine =
        1.0F -
        y * (0.5F - y * (1.0F / 24 - y * (1.0F / 720 - y * (1.0F / 40320 - y * (1.0F / 3628800)))));
    const uint32_t quadrant = angle_bits[i] >> 30;
    const float a = (quadrant & 1) != 0 ? sine : cosine;
    const float b = (quadrant & 1) != 0 ? cosine : sine;
    // Quadrants 1 and 2 turn the first's sign, 2 and 3 the second's.
    const uint32_t sign_a = ((quadrant + 1) & 2) << 30, sign_b = (quadrant & 2) << 30;
    first[i] = std::bit_cast<float>(std::bit_cast<uint32_t>(a * radius) ^ sign_a);
    second[i] = std::bit_cast<float>(std::bit_cast<uint32_t>(b * radius) ^ sign_b);
  }
}

}  // namespace

uint64_t complex_key(std::string_view description) {
  uint64_t hash = 0xCBF29CE484222325;
  for (const char c : description) { hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3; }
  return mix(hash);
}

uint64_t affinity_key(uint64_t complex) { return mix(complex ^ 0x616666696E697479); }

CounterNoise::CounterNoise(uint64_t seed, std::vector<uint64_t> complexes)
    : seed_(seed), complexes_(std::move(complexes)) {}

void CounterNoise::fill_normals(float* out, int64_t first, int64_t count, const Stream& stream) {
  TORCH_INTERNAL_ASSERT(first % block_normals == 0);
  constexpr auto group = static_cast<int64_t>(lanes) * block_normals;
  const PhiloxKey key{static_cast<uint32_t>(stream.key), static_cast<uint32_t>(stream.key >> 32)};
  const PhiloxBlock counter{0, stream.step, stream.sample, static_cast<uint32_t>(stream.purpose)};
  std::array<Normals, 4> normals;
  for (int64_t done = 0; done < count; done += group) {
    const auto block = static_cast<uint32_t>((first + done) / block_normals);
    const std::array<Words, 4> words = philox_lanes(block, counter, key);
    box_muller_lanes(words[0], words[1], normals[0], normals[1]);
    box_muller_lanes(words[2], words[3], normals[2], normals[3]);
    const int64_t wanted = std::min(group, count - done);
    for (int64_t i = 0; i < wanted; ++i) {
      out[done + i] = normals[static_cast<size_t>(i % 4)][static_cast<size_t>(i / 4)];
    }
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

Tensor CounterNoise::msa_rows(int64_t complex, int64_t rows, int64_t drawn, int64_t pass) {
  const Stream drawn_from = stream(static_cast<size_t>(complex), Purpose::msa, 0, pass);
  const PhiloxKey key{static_cast<uint32_t>(drawn_from.key),
                      static_cast<uint32_t>(drawn_from.key >> 32)};
  std::vector<std::pair<uint64_t, int64_t>> order;  // a word and its row
  for (int64_t row = 0; row < rows; ++row) {
    const PhiloxBlock words =
        philox4x32_10({static_cast<uint32_t>(row), drawn_from.step, drawn_from.sample,
                       static_cast<uint32_t>(drawn_from.purpose)},
                      key);
    order.emplace_back(uint64_t{words[1]} << 32 | words[0], row);
  }
  std::nth_element(order.begin(), order.begin() + drawn, order.end());
  Tensor out = at::empty({drawn}, at::kLong);
  auto* const to = out.mutable_data_ptr<int64_t>();
  for (int64_t i = 0; i < drawn; ++i) { to[i] = order[static_cast<size_t>(i)].second; }
  std::sort(to, to + drawn);
  return out;
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
          1 - s * (y * y + z * z), s * (x * y - z * w),     s * (x * z + y * w),
          s * (x * y + z * w),     1 - s * (x * x + z * z), s * (y * z - x * w),
          s * (x * z - y * w),     s * (y * z + x * w),     1 - s * (x * x + y * y)};
      std::copy(matrix.begin(), matrix.end(), r);
    }
  }
  const auto options = at::TensorOptions(shape_.device).dtype(shape_.dtype);
  return {.rotation = rotation.to(options, /*non_blocking=*/true),
          .translation = translation.to(options, /*non_blocking=*/true),
          .eps = coordinates(Purpose::eps, index)};
}

}  // namespace bb
