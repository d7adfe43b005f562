#include "worker/model/layers/outer_product_mean.h"

#include <algorithm>

namespace bb {

namespace {
// Elements of the outer products held at once; they are c_hidden² times the pair representation.
constexpr int64_t product_block = int64_t{1} << 27;
}  // namespace

OuterProductMean::OuterProductMean(const Weights& weights)
    : norm_(weights["norm"]),
      proj_a_(weights["proj_a"], norm_.dim()),
      proj_b_(weights["proj_b"], norm_.dim()),
      proj_o_(weights["proj_o"], proj_a_.out_features() * proj_b_.out_features()),
      proj_o_by_row_(proj_o_.weight()
                         .view({-1, proj_a_.out_features(), proj_b_.out_features()})
                         .permute({2, 1, 0})
                         .flatten(1)
                         .contiguous()) {}

Tensor OuterProductMean::project_products(const Tensor& a, const Tensor& b) const {
  const int64_t batch = a.size(0), rows = a.size(1), tokens = a.size(2);
  const int64_t c = a.size(3), d = b.size(3);
  const Tensor b_columns = b.reshape({batch, rows, tokens * d});  // (B, S, N·d)
  Tensor update = at::empty({batch, tokens, tokens, proj_o_.out_features()}, a.options());
  const int64_t block = std::clamp<int64_t>(product_block / (batch * tokens * c * d), 1, tokens);
  for (int64_t first = 0; first < tokens; first += block) {
    const int64_t size = std::min(block, tokens - first);
    const Tensor a_rows = a.narrow(2, first, size).reshape({batch, rows, size * c}).transpose(1, 2);
    const Tensor outer = at::matmul(a_rows, b_columns)  // (B, i·c, N·d)
                             .view({batch, size, c, tokens, d})
                             .transpose(2, 3)
                             .reshape({batch, size, tokens, c * d});
    update.narrow(1, first, size).copy_(at::linear(outer, proj_o_.weight()));
  }
  return update;
}

Tensor OuterProductMean::product_of_projected(const Tensor& a, const Tensor& b) const {
  const int64_t batch = a.size(0), rows = a.size(1), tokens = a.size(2), c = a.size(3);
  const Tensor projected = at::matmul(b, proj_o_by_row_)  // (B, S, N, c·C_z)
                               .view({batch, rows, tokens, c, -1})
                               .transpose(2, 3)
                               .reshape({batch, rows * c, -1});                // (B, S·c, N·C_z)
  const Tensor a_rows = a.transpose(1, 2).reshape({batch, tokens, rows * c});  // (B, N, S·c)
  return at::matmul(a_rows, projected).view({batch, tokens, tokens, -1});
}

Tensor OuterProductMean::operator()(const Tensor& m, const Tensor& msa_mask) const {
  const Tensor normed = norm_(m);
  const Tensor mask = msa_mask.unsqueeze(-1).to(normed.scalar_type());
  const Tensor a = proj_a_(normed).mul_(mask);  // (B, S, N, c)
  const Tensor b = proj_b_(normed).mul_(mask);  // (B, S, N, d)
  const Tensor count =
      at::matmul(msa_mask.transpose(1, 2), msa_mask).clamp_min_(1).unsqueeze(-1);  // (B, N, N, 1)

  // Multiplications for each pair of tokens, in units of c.
  const int64_t rows = a.size(1), d = b.size(3), c_z = proj_o_.out_features();
  const bool shallow = rows * c_z < d * (rows + c_z);
  const Tensor sum = shallow ? product_of_projected(a, b) : project_products(a, b);
  return (sum / count).add_(proj_o_.bias());
}

}  // namespace bb
