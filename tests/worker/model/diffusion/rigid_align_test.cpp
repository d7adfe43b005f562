#include "worker/model/diffusion/rigid_align.h"

#include <gtest/gtest.h>

#include "worker/model/diffusion/optimal_rotation.h"

namespace bb {
namespace {

/// Random proper rotations (count, 3, 3).
Tensor rotations(int64_t count) {
  const Tensor q = std::get<0>(at::linalg_qr(at::randn({count, 3, 3}, at::kDouble)));
  return q * at::det(q).view({-1, 1, 1});
}

/// The textbook way, by singular value decomposition.
Tensor kabsch(const Tensor& covariance) {
  const auto [u, s, vh] = at::linalg_svd(covariance);
  Tensor fix = at::eye(3, covariance.options()).repeat({covariance.size(0), 1, 1});
  fix.select(-1, 2).select(-1, 2).copy_(at::det(at::matmul(u, vh)));
  return at::matmul(at::matmul(u, fix), vh);
}

class OptimalRotation : public testing::TestWithParam<Tensor (*)(const Tensor&)> {};

TEST_P(OptimalRotation, EqualsTheDecomposition) {
  at::manual_seed(1);
  // Half of random covariances are reflections.
  const Tensor covariance = at::randn({200, 3, 3}, at::kDouble) * 1000;
  EXPECT_LT((GetParam()(covariance) - kabsch(covariance)).abs().max().item<double>(), 1e-8);
}

TEST_P(OptimalRotation, KeepsLeadingDimensionsAndDtype) {
  const Tensor covariance = at::randn({2, 5, 3, 3}, at::kDouble);
  EXPECT_TRUE(GetParam()(covariance)[1][3].allclose(GetParam()(covariance[1][3].unsqueeze(0))[0]));
  EXPECT_EQ(GetParam()(covariance.to(at::kFloat)).scalar_type(), at::kFloat);
}

TEST_P(OptimalRotation, StaysProperWhereItIsNotUnique) {
  Tensor covariance = at::zeros({3, 3, 3}, at::kDouble);
  covariance[1][2][0] = 4;  // two points
  covariance[2].fill_(1e-30);
  const Tensor r = GetParam()(covariance);
  EXPECT_TRUE(r[0].allclose(at::eye(3, at::kDouble)));
  EXPECT_LT((at::matmul(r, r.transpose(1, 2)) - at::eye(3, at::kDouble)).abs().max().item<double>(),
            1e-9);
  EXPECT_LT((at::det(r) - 1).abs().max().item<double>(), 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Ways, OptimalRotation,
                         testing::Values(&optimal_rotation_host, &optimal_rotation_device));

TEST(OptimalRotationHost, LeavesBrokenCoordinatesBroken) {
  const Tensor covariance = at::full({1, 3, 3}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(optimal_rotation_host(covariance).isnan().all().item<bool>());
}

TEST(RigidAlign, FindsAKnownMotion) {
  at::manual_seed(2);
  const Tensor mobile = at::randn({4, 50, 3}, at::kDouble) * 10;
  const Tensor target = at::matmul(mobile, rotations(4)) + at::randn({4, 1, 3}, at::kDouble) * 30;
  const Tensor weights = normalised_weights(at::ones({4, 50}, at::kDouble));
  EXPECT_LT((weighted_rigid_align(mobile, target, weights) - target).abs().max().item<double>(),
            1e-11);
}

TEST(RigidAlign, IgnoresWhatHasNoWeight) {
  at::manual_seed(3);
  const Tensor mobile = at::randn({1, 40, 3}, at::kDouble);
  Tensor target = at::matmul(mobile, rotations(1)) + 5;
  target.narrow(1, 30, 10).normal_();
  Tensor mask = at::ones({1, 40}, at::kDouble);
  mask.narrow(1, 30, 10).zero_();
  const Tensor moved = weighted_rigid_align(mobile, target, normalised_weights(mask));
  EXPECT_LT((moved - target).narrow(1, 0, 30).abs().max().item<double>(), 1e-12);
}

TEST(RigidAlign, AnEmptyMaskGivesFiniteNumbers) {
  const Tensor x = at::randn({1, 8, 3}, at::kDouble);
  const Tensor weights = normalised_weights(at::zeros({1, 8}, at::kDouble));
  EXPECT_TRUE(weighted_rigid_align(x, x, weights).isfinite().all().item<bool>());
}

}  // namespace
}  // namespace bb
