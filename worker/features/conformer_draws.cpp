#include "worker/features/conformer_draws.h"

#include <cmath>

#include "worker/model/diffusion/counter_noise.h"

namespace bb {
namespace {

/// The rotation of a quaternion of any length, w first.
std::array<float, 9> rotation_of(const float* q) {
  const float two_s = 2.0F / (q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  const float r = q[0], i = q[1], j = q[2], k = q[3];
  return {1 - two_s * (j * j + k * k), two_s * (i * j - k * r),     two_s * (i * k + j * r),
          two_s * (i * j + k * r),     1 - two_s * (i * i + k * k), two_s * (j * k - i * r),
          two_s * (i * k - j * r),     two_s * (j * k + i * r),     1 - two_s * (i * i + j * j)};
}

}  // namespace

ConformerDraws counter_draws(uint64_t seed, uint64_t complex, FeatureStage stage) {
  // Purposes beyond those of the sampler's noise: a stream of their own.
  constexpr uint32_t first_purpose = 16;
  const auto purpose =
      static_cast<CounterNoise::Purpose>(first_purpose + static_cast<uint32_t>(stage));
  const uint64_t key = complex ^ (seed * 0x9E3779B97F4A7C15ULL);
  return [key, purpose](int64_t uid) {
    std::array<float, 8> normals{};
    CounterNoise::fill_normals(
        normals.data(), 0, 8,
        {.key = key, .purpose = purpose, .sample = 0, .step = static_cast<uint32_t>(uid)});
    return RigidMotion{rotation_of(normals.data()), {normals[4], normals[5], normals[6]}};
  };
}

ConformerDraws recorded_draws(const Tensor& rotations, const Tensor& translations) {
  const Tensor r = rotations.to(at::kFloat).contiguous(),
               t = translations.to(at::kFloat).contiguous();
  return [r, t](int64_t uid) {
    if (uid < 0 || uid >= r.size(0)) {
      throw std::out_of_range("no recorded draw for this conformer");
    }
    RigidMotion motion;
    std::copy_n(r.const_data_ptr<float>() + uid * 9, 9, motion.rotation.begin());
    std::copy_n(t.const_data_ptr<float>() + uid * 3, 3, motion.translation.begin());
    return motion;
  };
}

}  // namespace bb
