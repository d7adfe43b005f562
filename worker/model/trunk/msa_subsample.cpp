#include "worker/model/trunk/msa_subsample.h"

#include <algorithm>

namespace bb {

Tensor draw_msa_rows(NoiseSource& noise, const Features& features, int64_t wanted, int64_t pass) {
  int64_t most = 0;
  for (const ComplexLayout& complex : features.layout) {
    most = std::max(most, std::min(complex.msa_rows, wanted));
  }
  const auto batch = static_cast<int64_t>(features.layout.size());
  Tensor rows = at::empty({batch, most}, at::kLong);
  for (int64_t i = 0; i < batch; ++i) {
    const int64_t own = features.layout[static_cast<size_t>(i)].msa_rows;
    const int64_t drawn = std::min(own, wanted);
    Tensor of_one = rows[i];
    if (drawn == own) {
      of_one.narrow(0, 0, own).copy_(at::arange(own));
    } else {
      of_one.narrow(0, 0, drawn).copy_(noise.msa_rows(i, own, drawn, pass));
    }
    of_one.narrow(0, drawn, most - drawn).fill_(own);
  }
  return rows.to(features.msa.device());
}

Tensor take_msa_rows(const Tensor& x, const Tensor& rows) {
  std::vector<Tensor> of_each;
  for (int64_t i = 0; i < x.size(0); ++i) { of_each.push_back(x[i].index_select(0, rows[i])); }
  return at::stack(of_each);
}

}  // namespace bb
