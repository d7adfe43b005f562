#include "worker/model/diffusion/counter_noise.h"

#include <cmath>

#include <gtest/gtest.h>

#include "worker/model/diffusion/philox.h"

namespace bb {
namespace {

using Purpose = CounterNoise::Purpose;

/// The known answers that come with the authors' Random123 library.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}),
            (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox4x32_10({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
            (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterNoise, IsBoxMullerOfPhilox) {
  const CounterNoise::Stream stream{
      .key = 0x0123456789ABCDEF, .purpose = Purpose::eps, .sample = 3, .step = 17};
  std::vector<float> normals(4096);
  CounterNoise::fill_normals(normals.data(), 0, 4096, stream);
  for (uint32_t block = 0; block < 1024; ++block) {
    const PhiloxBlock words = philox4x32_10({block, 17, 3, 1}, {0x89ABCDEF, 0x01234567});
    for (size_t pair = 0; pair < 2; ++pair) {
      const double u = (static_cast<double>(words[2 * pair] >> 1) + 0.5) * 0x1p-31;
      const double radius = std::sqrt(-2 * std::log(u));
      const auto word = words[2 * pair + 1];
      const double angle = (static_cast<double>(word & 0x3FFFFFFF) * 0x1p-30 - 0.5 +
                            static_cast<double>(word >> 30)) *
                           M_PI / 2;
      EXPECT_NEAR(normals[4 * block + 2 * pair], radius * std::cos(angle), 2e-6);
      EXPECT_NEAR(normals[4 * block + 2 * pair + 1], radius * std::sin(angle), 2e-6);
    }
  }
}

TEST(CounterNoise, HasTheMomentsOfANormalDistribution) {
  constexpr int64_t count = 1 << 20;
  Tensor x = at::empty({count}, at::kFloat);
  CounterNoise::fill_normals(x.mutable_data_ptr<float>(), 0, count, {.key = 42});
  x = x.to(at::kDouble);
  const double error = 5 / std::sqrt(static_cast<double>(count));  // five standard errors
  EXPECT_NEAR(x.mean().item<double>(), 0, error);
  EXPECT_NEAR(x.square().mean().item<double>(), 1, error * std::sqrt(2));
  EXPECT_NEAR(x.pow(3).mean().item<double>(), 0, error * std::sqrt(15));
  EXPECT_NEAR(x.pow(4).mean().item<double>(), 3, error * std::sqrt(96));
  // Neighbours, and the two halves of a pair, are uncorrelated.
  for (const int64_t lag : {1, 2, 3, 4}) {
    const Tensor product = x.narrow(0, 0, count - lag) * x.narrow(0, lag, count - lag);
    EXPECT_NEAR(product.mean().item<double>(), 0, error) << lag;
  }
  const double beyond_two = x.abs().gt(2).to(at::kDouble).mean().item<double>();
  EXPECT_NEAR(beyond_two, 0.0455, 0.001);
}

NoiseShape shape_of(std::vector<int64_t> padded_atoms, int64_t samples, int64_t atoms) {
  return {.padded_atoms = std::move(padded_atoms), .samples = samples, .atoms = atoms, .steps = 9};
}

TEST(CounterNoise, DependsOnTheComplexAloneNotOnItsBatch) {
  const uint64_t first = complex_key("first"), second = complex_key("second");
  CounterNoise alone(7, {second}), together(7, {first, second});
  alone.begin(shape_of({64}, 2, 64));
  together.begin(shape_of({1600, 64}, 3, 1632));  // another place, padding and number of samples
  const auto own = [](const Tensor& x) { return x.narrow(1, 0, 2).narrow(2, 0, 64); };
  const auto of_second = [&](const Tensor& x) { return own(x.narrow(0, 1, 1)); };
  EXPECT_TRUE(of_second(together.init()).equal(alone.init()));
  for (const int64_t step : {0, 8}) {
    const StepNoise a = alone.step(step), b = together.step(step);
    EXPECT_TRUE(of_second(b.eps).equal(a.eps));
    EXPECT_TRUE(b.rotation.narrow(0, 1, 1).narrow(1, 0, 2).equal(a.rotation));
    EXPECT_TRUE(b.translation.narrow(0, 1, 1).narrow(1, 0, 2).equal(a.translation));
    EXPECT_EQ(b.eps[1].narrow(1, 64, 1568).abs().max().item<double>(), 0);
    EXPECT_EQ(b.eps[0].narrow(1, 1600, 32).abs().max().item<double>(), 0);
    EXPECT_GT(b.eps[0].narrow(1, 1598, 2).abs().min().item<double>(), 0);
  }
}

TEST(CounterNoise, DiffersBySeedComplexPurposeSampleAndStep) {
  CounterNoise noise(7, {complex_key("a"), complex_key("b")}), other(8, {1, 2});
  noise.begin(shape_of({32, 32}, 2, 32));
  other.begin(shape_of({32, 32}, 2, 32));
  std::vector<Tensor> draws{noise.init(), noise.step(0).eps, noise.step(1).eps, other.init()};
  const Tensor all = at::stack(draws).view({16, -1});  // every stream a row
  for (int64_t i = 0; i < all.size(0); ++i) {
    for (int64_t j = 0; j < i; ++j) { EXPECT_LT(all[i].eq(all[j]).sum().item<int64_t>(), 3); }
  }
}

TEST(CounterNoise, RotationsAreProperAndUniform) {
  CounterNoise noise(1, {complex_key("x")});
  NoiseShape shape = shape_of({32}, 4000, 32);
  shape.dtype = at::kDouble;
  noise.begin(shape);
  const Tensor r = noise.step(0).rotation[0];  // (M, 3, 3)
  const Tensor identity = at::eye(3, at::kDouble);
  EXPECT_LT((at::matmul(r, r.transpose(1, 2)) - identity).abs().max().item<double>(), 1e-12);
  EXPECT_LT((at::det(r) - 1).abs().max().item<double>(), 1e-12);
  EXPECT_LT(r.mean(0).abs().max().item<double>(), 0.05);
  // The trace of a uniform rotation has mean 0 and variance 1.
  const Tensor trace = r.diagonal(0, 1, 2).sum(1);
  EXPECT_NEAR(trace.square().mean().item<double>(), 1, 0.1);
}

TEST(CounterNoise, RefusesAnotherNumberOfComplexes) {
  CounterNoise noise(1, {1, 2});
  EXPECT_THROW(noise.begin(shape_of({32}, 1, 32)), std::invalid_argument);
}

}  // namespace
}  // namespace bb
