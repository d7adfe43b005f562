#include "worker/model/layers/gated_attention.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "worker/model/cpu/kernels.h"
#include "worker/model/layers/layer_norm.h"

namespace bb {
namespace {

struct Sizes {
  int64_t heads, channels, groups, sharing, windows, queries, keys;
};

/// The same in float64 with the library's operations, query by query window.
Tensor expected(const GatedAttention& a, const Sizes& n) {
  const auto exact = [](const Tensor& x) { return x.to(at::kDouble); };
  const int64_t length = n.windows * n.queries, side = (n.keys - n.queries) / 2;
  const auto heads_of = [&](const Tensor& rows) {  // (R, H·c) -> (S, H, length, c)
    return exact(rows).view({-1, length, n.heads, n.channels}).transpose(1, 2);
  };
  const Tensor q = heads_of(a.q.t().contiguous()), k = heads_of(a.k), v = heads_of(a.v);
  Tensor out = at::empty_like(q);
  for (int64_t s = 0; s < q.size(0); ++s) {
    for (int64_t w = 0; w < n.windows; ++w) {
      const int64_t start = w * n.queries - side;
      const int64_t first = std::max<int64_t>(0, start), end = std::min(length, start + n.keys);
      Tensor logits = at::matmul(q[s].narrow(1, w * n.queries, n.queries),
                                 k[s].narrow(1, first, end - first).transpose(1, 2)) /
                      std::sqrt(static_cast<double>(n.channels));  // (H, Q, keys)
      logits =
          logits +
          exact(a.bias.select(1, s / n.sharing).select(1, w)).narrow(2, first - start, end - first);
      if (a.key_bias.defined()) { logits = logits + exact(a.key_bias[s]); }
      out[s]
          .narrow(1, w * n.queries, n.queries)
          .copy_(at::matmul(logits.softmax(-1), v[s].narrow(1, first, end - first)));
    }
  }
  const Tensor rows = out.transpose(1, 2).reshape({-1, n.heads * n.channels});  // (R, H·c)
  return rows.t() * exact(a.gate).sigmoid();
}

GatedAttention random_attention(const Sizes& n, at::ScalarType dtype) {
  const int64_t width = n.heads * n.channels;
  const int64_t rows = n.groups * n.sharing * n.windows * n.queries;
  const auto options = at::TensorOptions(dtype);
  return {.q = at::randn({width, rows}, options) * 2,
          .gate = at::randn({width, rows}, options),
          .k = at::randn({rows, width}, options),
          .v = at::randn({rows, width}, options),
          .bias = key_major(at::randn({n.heads, n.groups, n.windows, n.queries, n.keys}, options)),
          .key_bias = {},
          .sharing = n.sharing};
}

double error(const Tensor& found, const Tensor& wanted) {
  return ((found.to(at::kDouble) - wanted).norm() / wanted.norm()).item<double>();
}

TEST(GatedAttention, EqualsSoftmaxOfEveryShape) {
  at::manual_seed(1);
  const std::vector<Sizes> shapes{
      {.heads = 4,
       .channels = 4,
       .groups = 2,
       .sharing = 3,
       .windows = 5,
       .queries = 32,
       .keys = 128},
      {.heads = 4,
       .channels = 32,
       .groups = 1,
       .sharing = 7,
       .windows = 1,
       .queries = 53,
       .keys = 53},
      {.heads = 3, .channels = 2, .groups = 2, .sharing = 1, .windows = 1, .queries = 1, .keys = 1},
      {.heads = 2,
       .channels = 48,
       .groups = 2,
       .sharing = 2,
       .windows = 1,
       .queries = 37,
       .keys = 37},
      {.heads = 1,
       .channels = 5,
       .groups = 1,
       .sharing = 1,
       .windows = 1,
       .queries = 16,
       .keys = 16}};
  for (const Sizes& shape : shapes) {
    const GatedAttention exact = random_attention(shape, at::kDouble);
    EXPECT_LT(error(gated_attention(exact), expected(exact, shape)), 1e-14) << shape.queries;
    const GatedAttention single = random_attention(shape, at::kFloat);
    EXPECT_LT(error(gated_attention(single), expected(single, shape)), 1e-6) << shape.queries;
  }
}

TEST(GatedAttention, LeavesMaskedKeysOutExactly) {
  const Sizes shape{.heads = 2,
                    .channels = 8,
                    .groups = 1,
                    .sharing = 3,
                    .windows = 1,
                    .queries = 20,
                    .keys = 20};
  GatedAttention a = random_attention(shape, at::kFloat);
  a.key_bias = at::zeros({3, 20});
  a.key_bias.narrow(1, 15, 5).fill_(-1e6);
  EXPECT_LT(error(gated_attention(a), expected(a, shape)), 1e-6);
  const Tensor before = gated_attention(a);
  a.v.view({3, 20, -1}).narrow(1, 15, 5).fill_(1e20);
  EXPECT_TRUE(gated_attention(a).equal(before));
}

TEST(GatedAttention, DoesNotDependOnThreadsAndPassesNanOn) {
  const Sizes shape{.heads = 4,
                    .channels = 16,
                    .groups = 3,
                    .sharing = 5,
                    .windows = 1,
                    .queries = 40,
                    .keys = 40};
  GatedAttention a = random_attention(shape, at::kFloat);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Tensor one = gated_attention(a);
  at::set_num_threads(3);
  EXPECT_TRUE(gated_attention(a).equal(one));
  at::set_num_threads(threads);
  a.k[7].fill_(std::numeric_limits<float>::quiet_NaN());  // of the first sequence
  const Tensor of_nan = gated_attention(a);
  EXPECT_TRUE(of_nan.narrow(1, 0, 40).isnan().all().item<bool>());
  EXPECT_TRUE(of_nan.narrow(1, 40, 40).equal(one.narrow(1, 40, 40)));
}

TEST(KeyMajor, KeepsValuesAndPadsQueries) {
  const Tensor bias = at::randn({2, 3, 21, 17});
  const Tensor moved = key_major(bias);
  EXPECT_TRUE(moved.equal(bias));
  EXPECT_EQ(moved.stride(2), 1);
  EXPECT_EQ(moved.stride(3), 32);
}

TEST(ScaledLayerNorm, EqualsTheLibrarys) {
  at::manual_seed(2);
  for (const int64_t dim : {1, 7, 16, 30, 128, 384}) {
    const Tensor x = at::randn({5, 9, dim}, at::kDouble) * 3 + 100;
    const Tensor scale = at::randn({5, 9, dim}, at::kDouble);
    const Tensor shift = at::randn({5, 9, dim}, at::kDouble);
    const Tensor wanted = at::layer_norm(x, {dim}) * scale + shift;
    EXPECT_TRUE(scaled_layer_norm(x, scale, shift).allclose(wanted, 1e-11, 1e-11)) << dim;
    const Tensor single =
        scaled_layer_norm(x.to(at::kFloat), scale.to(at::kFloat), shift.to(at::kFloat));
    const Tensor from_single =
        at::layer_norm(x.to(at::kFloat).to(at::kDouble), {dim}) * scale + shift;
    EXPECT_TRUE(single.to(at::kDouble).allclose(from_single, 1e-4, 1e-3)) << dim;
    const Tensor strided = x.transpose(0, 1);
    EXPECT_TRUE(layer_norm(strided).allclose(at::layer_norm(strided, {dim}), 1e-11, 1e-11)) << dim;
  }
}

TEST(RowBlocks, CoverEveryRowOnceWhateverTheThreads) {
  const int threads = at::get_num_threads();
  for (const int count : {1, 3}) {
    at::set_num_threads(count);
    const Tensor seen = at::zeros({103});
    std::atomic<int> largest = 0;
    for_row_blocks(103, 10, [&](int64_t first, int64_t rows) {
      seen.narrow(0, first, rows).add_(1);
      if (rows > largest) { largest = static_cast<int>(rows); }
    });
    EXPECT_TRUE(seen.eq(1).all().item<bool>());
    EXPECT_EQ(largest, 10);
  }
  at::set_num_threads(threads);
}

TEST(Kernels, GateAndSwishAreTheLibrarys) {
  for (const int64_t count : {1, 15, 64, 77}) {
    Tensor x = at::randn({count}) * 4;
    const Tensor other = at::cat({at::randn({count - 1}) * 30, at::full({1}, -200.0)});
    const Tensor gated = x * other.sigmoid(), swished = at::silu(other) * x;
    Tensor a = x.clone(), b = other.clone();
    cpu::kernels<float>().gate(a.mutable_data_ptr<float>(), other.const_data_ptr<float>(), count);
    cpu::kernels<float>().swish(b.mutable_data_ptr<float>(), x.const_data_ptr<float>(), count);
    EXPECT_TRUE(a.allclose(gated, 1e-5, 1e-6)) << count;
    EXPECT_TRUE(b.allclose(swished, 1e-5, 1e-6)) << count;
  }
}

}  // namespace
}  // namespace bb
