#include "worker/model/diffusion/optimal_rotation.h"

#include <algorithm>
#include <cmath>

namespace bb {

namespace {

using Matrix4 = std::array<std::array<double, 4>, 4>;
using Quaternion = std::array<double, 4>;

/// Horn's matrix, whose leading eigenvector is the quaternion of the rotation. s[a][b] = Σ x_a p_b.
Matrix4 horn_matrix(const std::array<std::array<double, 3>, 3>& s) {
  Matrix4 k{};
  k[0] = {s[0][0] + s[1][1] + s[2][2], s[1][2] - s[2][1], s[2][0] - s[0][2], s[0][1] - s[1][0]};
  k[1] = {k[0][1], s[0][0] - s[1][1] - s[2][2], s[0][1] + s[1][0], s[2][0] + s[0][2]};
  k[2] = {k[0][2], k[1][2], -s[0][0] + s[1][1] - s[2][2], s[1][2] + s[2][1]};
  k[3] = {k[0][3], k[1][3], k[2][3], -s[0][0] - s[1][1] + s[2][2]};
  return k;
}

/// Leading eigenvector of a symmetric matrix by cyclic Jacobi rotations.
Quaternion leading_eigenvector(Matrix4 a) {
  constexpr int max_sweeps = 16;  // converges quadratically; six are usual
  Matrix4 v{};
  for (size_t i = 0; i < 4; ++i) { v[i][i] = 1; }
  for (int sweep = 0; sweep < max_sweeps; ++sweep) {
    double off = 0, all = 0;
    for (size_t i = 0; i < 4; ++i) {
      for (size_t j = 0; j < 4; ++j) { (i == j ? all : off) += a[i][j] * a[i][j]; }
    }
    if (off <= 1e-34 * all) { break; }
    for (size_t p = 0; p < 3; ++p) {
      for (size_t q = p + 1; q < 4; ++q) {
        if (a[p][q] == 0) { continue; }
        const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const double t = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1.0)), theta);
        const double c = 1 / std::hypot(t, 1.0), s = t * c;
        for (size_t i = 0; i < 4; ++i) {
          const double ip = a[i][p], iq = a[i][q];
          a[i][p] = c * ip - s * iq;
          a[i][q] = s * ip + c * iq;
        }
        for (size_t i = 0; i < 4; ++i) {
          const double pi = a[p][i], qi = a[q][i];
          a[p][i] = c * pi - s * qi;
          a[q][i] = s * pi + c * qi;
          const double vp = v[i][p], vq = v[i][q];
          v[i][p] = c * vp - s * vq;
          v[i][q] = s * vp + c * vq;
        }
      }
    }
  }
  size_t best = 0;
  for (size_t i = 1; i < 4; ++i) {
    if (a[i][i] > a[best][best]) { best = i; }
  }
  return {v[0][best], v[1][best], v[2][best], v[3][best]};
}

void write_rotation(const Quaternion& q, double* r) {
  const double w = q[0], x = q[1], y = q[2], z = q[3];
  const double s = 2 / (w * w + x * x + y * y + z * z);
  const std::array<double, 9> values{
      1 - s * (y * y + z * z), s * (x * y - z * w),     s * (x * z + y * w),
      s * (x * y + z * w),     1 - s * (x * x + z * z), s * (y * z - x * w),
      s * (x * z - y * w),     s * (y * z + x * w),     1 - s * (x * x + y * y)};
  std::copy(values.begin(), values.end(), r);
}

}  // namespace

Tensor optimal_rotation_host(const Tensor& covariance) {
  const Tensor c = covariance.to(at::kCPU, at::kDouble).contiguous();
  Tensor rotations = at::empty_like(c);
  const double* in = c.const_data_ptr<double>();
  double* out = rotations.mutable_data_ptr<double>();
  for (int64_t i = 0; i < c.numel(); i += 9) {
    std::array<std::array<double, 3>, 3> s{};
    bool finite = true;
    for (size_t p = 0; p < 3; ++p) {
      for (size_t x = 0; x < 3; ++x) {
        s[x][p] = in[i + static_cast<int64_t>(3 * p + x)];
        finite = finite && std::isfinite(s[x][p]);
      }
    }
    // Broken coordinates stay broken for the caller to find; they must not end up in the loop.
    if (finite) {
      write_rotation(leading_eigenvector(horn_matrix(s)), out + i);
    } else {
      std::fill_n(out + i, 9, std::nan(""));
    }
  }
  return rotations.to(covariance.device(), covariance.scalar_type());
}

Tensor optimal_rotation_device(const Tensor& covariance) {
  const Tensor c = covariance.to(at::kDouble);
  const auto s = [&](int64_t x, int64_t p) { return c.select(-2, p).select(-1, x); };
  const Tensor xx = s(0, 0), yy = s(1, 1), zz = s(2, 2);
  const Tensor a = s(1, 2) - s(2, 1), b = s(2, 0) - s(0, 2), d = s(0, 1) - s(1, 0);
  const Tensor e = s(0, 1) + s(1, 0), f = s(2, 0) + s(0, 2), g = s(1, 2) + s(2, 1);
  Tensor k = at::stack({xx + yy + zz, a, b, d,  //
                        a, xx - yy - zz, e, f,  //
                        b, e, yy - xx - zz, g,  //
                        d, f, g, zz - xx - yy},
                       -1)
                 .unflatten(-1, {4, 4});  // (…, 4, 4)

  // Squaring the matrix, shifted to be positive, multiplies its eigenvalues' logarithms by two;
  // after 2^20 only the leading eigenvector's projector is left.
  constexpr int squarings = 20;
  constexpr double tiny = 1e-300;
  const auto norm = [](const Tensor& m) {
    return at::linalg_vector_norm(m, 2, at::IntArrayRef{-2, -1}, /*keepdim=*/true);
  };
  k = k / norm(k).clamp_min(tiny) + at::eye(4, k.options());
  for (int i = 0; i < squarings; ++i) {
    k = at::matmul(k, k);
    k.div_(norm(k));
  }
  const Tensor largest = k.diagonal(0, -2, -1).argmax(-1, /*keepdim=*/true);  // (…, 1)
  std::vector<int64_t> column(k.sizes().begin(), k.sizes().end());
  column.back() = 1;
  Tensor q = k.gather(-1, largest.unsqueeze(-1).expand(column)).squeeze(-1);  // (…, 4)
  q = q / at::linalg_vector_norm(q, 2, at::IntArrayRef{-1}, /*keepdim=*/true);
  const Tensor w = q.select(-1, 0), x = q.select(-1, 1), y = q.select(-1, 2), z = q.select(-1, 3);
  const Tensor ww = w * w, x2 = x * x, y2 = y * y, z2 = z * z;
  const Tensor xy = x * y, xz = x * z, yz = y * z, wx = w * x, wy = w * y, wz = w * z;
  return at::stack({ww + x2 - y2 - z2, 2 * (xy - wz), 2 * (xz + wy),  //
                    2 * (xy + wz), ww - x2 + y2 - z2, 2 * (yz - wx),  //
                    2 * (xz - wy), 2 * (yz + wx), ww - x2 - y2 + z2},
                   -1)
      .unflatten(-1, {3, 3})
      .to(covariance.scalar_type());
}

Tensor optimal_rotation(const Tensor& covariance) {
  return covariance.is_cuda() ? optimal_rotation_device(covariance)
                              : optimal_rotation_host(covariance);
}

}  // namespace bb
